"""Updates that lack a field which Telegram's documentation requires, one of each kind."""

PRIVATE = "不可外传"

CHAT = {"id": -1001, "type": "supergroup", "title": PRIVATE}
USER = {"id": 5, "is_bot": False, "first_name": PRIVATE}
FILE = {"file_id": "a", "file_unique_id": "b"}
PICTURE = {**FILE, "width": 1, "height": 1}
POLL = {
    "id": "1",
    "question": PRIVATE,
    "options": [{"persistent_id": "0", "text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
RIGHTS = """can_be_edited is_anonymous can_manage_chat can_delete_messages
    can_manage_video_chats can_restrict_members can_promote_members can_change_info
    can_invite_users can_post_stories can_edit_stories can_delete_stories""".split()
# Of each kind of message, what it carries, and a field without which it cannot be read.
CONTENTS = {
    "animation": ({**PICTURE, "duration": 1}, "duration"),
    "audio": ({**FILE, "duration": 1}, "duration"),
    "document": (FILE, "file_unique_id"),
    "photo": ([PICTURE], "width"),
    "sticker": (
        {**PICTURE, "type": "regular", "is_animated": False, "is_video": False},
        "is_animated",
    ),
    "story": ({"id": 1, "chat": CHAT}, "chat.type"),
    "video": ({**PICTURE, "duration": 1}, "height"),
    "video_note": ({**FILE, "length": 1, "duration": 1}, "length"),
    "voice": ({**FILE, "duration": 1}, "file_id"),
    "contact": ({"phone_number": "1", "first_name": PRIVATE}, "phone_number"),
    "dice": ({"emoji": "🎲", "value": 1}, "value"),
    "game": ({"title": "a", "description": "b", "photo": [PICTURE]}, "description"),
    "poll": (POLL, "allows_revoting"),
    "venue": (
        {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "a", "address": "b"},
        "address",
    ),
    "location": ({"latitude": 1.0, "longitude": 1.0}, "longitude"),
    "invoice": (
        {
            "title": "a",
            "description": "b",
            "start_parameter": "c",
            "currency": "EUR",
            "total_amount": 1,
        },
        "currency",
    ),
    "successful_payment": (
        {
            "currency": "EUR",
            "total_amount": 1,
            "invoice_payload": "a",
            "telegram_payment_charge_id": "b",
            "provider_payment_charge_id": "c",
        },
        "total_amount",
    ),
    "new_chat_members": ([USER], "first_name"),
    "left_chat_member": (USER, "is_bot"),
    "new_chat_photo": ([PICTURE], "height"),
    "message_auto_delete_timer_changed": (
        {"message_auto_delete_time": 1},
        "message_auto_delete_time",
    ),
    "users_shared": ({"request_id": 1, "users": []}, "request_id"),
    "chat_shared": ({"request_id": 1, "chat_id": 1}, "chat_id"),
    "proximity_alert_triggered": ({"traveler": USER, "watcher": USER, "distance": 1}, "distance"),
    "forum_topic_created": ({"name": "a", "icon_color": 1}, "icon_color"),
    "giveaway": ({"chats": [CHAT], "winners_selection_date": 1, "winner_count": 1}, "winner_count"),
    "checklist": ({"title": PRIVATE, "tasks": [{"id": 1, "text": "a"}]}, "title"),
    "web_app_data": ({"data": "a", "button_text": "b"}, "button_text"),
    "entities": ([{"type": "bold", "offset": 0, "length": 1}], "offset"),
    "reply_to_message": ({"message_id": 1, "date": 1, "chat": CHAT}, "message_id"),
    "quote": ({"text": "a", "position": 0}, "position"),
    "external_reply": (
        {
            "origin": {"type": "user", "date": 1, "sender_user": USER},
            "dice": {"emoji": "🎲", "value": 1},
        },
        "dice.value",
    ),
}


def without(content, field):
    """`content` without one field, in it or in the first thing that it has."""
    if isinstance(content, list):
        return [without(content[0], field)]
    name, _, inner = field.partition(".")
    rest = {key: value for key, value in content.items() if key != name}
    return {**rest, name: without(content[name], inner)} if inner else rest


def message(**fields):
    return {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": PRIVATE} | fields


def membership(*left_out):
    rights = {name: False for name in RIGHTS if name not in left_out}
    old = {"user": USER, "status": "member"}
    new = {"user": USER, "status": "administrator", **rights}
    return {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": old, "new_chat_member": new}


WHOLE = [{"message": message(**{kind: content})} for kind, (content, _) in CONTENTS.items()]
PRESS = {"id": "1", "from": USER, "chat_instance": "1", "data": "a"}
WHOLE += [
    {"message": message()},
    {"callback_query": PRESS},
    {"my_chat_member": membership()},
]
BROKEN = [
    {"message": message(**{kind: without(content, field)})}
    for kind, (content, field) in CONTENTS.items()
]
BROKEN += [
    {"message": without(message(), "message_id")},
    {"callback_query": without(PRESS, "chat_instance")},
    {"my_chat_member": membership("can_post_stories")},
]
