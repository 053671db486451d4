"""Membership of a chat: who belongs to it, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass

from .wire import Json

__all__ = ["ADMIN_RIGHTS", "PERMISSIONS", "Member"]

PERMISSIONS = frozenset(
    {
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
        "can_edit_tag",
        "can_react_to_messages",
    }
)
"""What members may be allowed to do."""

ADMIN_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_pin_messages",
        "can_manage_topics",
        "can_post_messages",
        "can_edit_messages",
    }
)
"""What administrators may be allowed to do."""

_USUAL_RIGHTS = ADMIN_RIGHTS - {"can_promote_members"}
_INSIDE = frozenset({"creator", "administrator", "member", "restricted"})
_POWERFUL = frozenset({"creator", "administrator"})


@dataclass(frozen=True, slots=True)
class Member:
    """How somebody belongs to a chat; `rights` matter for administrators and the restricted."""

    status: str
    rights: frozenset[str] = frozenset()

    @classmethod
    def administrator(cls, *rights: str) -> Member:
        """Return an administrator with `rights`; by default, all but naming others."""
        return cls(
            "administrator", frozenset(rights) | {"can_manage_chat"} if rights else _USUAL_RIGHTS
        )

    @property
    def inside(self) -> bool:
        """Whether this one is in the chat now."""
        return self.status in _INSIDE

    @property
    def powerful(self) -> bool:
        """Whether this one is an administrator."""
        return self.status in _POWERFUL

    def may(self, right: str, granted: frozenset[str]) -> bool:
        """Tell whether this one may do something, when `granted` is what all members may."""
        if self.status == "creator":
            return True
        if self.status == "administrator":
            return right in self.rights or right.startswith("can_send")
        return right in (self.rights & granted if self.status == "restricted" else granted)

    def to_json(self, user: Json) -> Json:
        """Return the ChatMember object of `user`."""
        json: Json = {"user": user, "status": self.status}
        if self.status == "creator":
            json["is_anonymous"] = False
        elif self.status == "administrator":
            json |= {right: right in self.rights for right in sorted(ADMIN_RIGHTS)}
            json |= {"can_be_edited": False, "is_anonymous": False}
        elif self.status == "restricted":
            json |= {right: right in self.rights for right in sorted(PERMISSIONS)}
            json |= {"is_member": True, "until_date": 0}
        elif self.status == "kicked":
            json["until_date"] = 0
        return json
