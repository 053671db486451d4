"""A group that has every question answered: it hears answers, and is left to its own talk."""

from contextlib import asynccontextmanager

import pytest
from libraries import put

from bot.telegram.chatter import SURE, among_people, covers
from retrieval import Library

NAME = "wenju_bot"
DOCUMENTS = {
    "供暖通知.txt": """关于做好2024—2025年度冬季供暖工作的通知
蓝建〔2024〕77号
发布日期：2024-10-08
来源：蓝溪市住房和城乡建设局

各县（区）人民政府，各供热企业：
一、供暖期
今年供暖期自2024年11月5日起至2025年3月31日止。
二、室温标准
供暖期间，居民室内温度不得低于18摄氏度。
三、收费
居民供热价格为每平方米22元，按建筑面积计收。用户应当在11月1日前缴清热费。
四、投诉
群众可以拨打供热服务热线12319反映问题，供热企业应当在两小时内上门处理。
""",
    "值班和会议.txt": """蓝溪市机关事务管理局值班和会议室使用规定
发布日期：2022-03-01
来源：蓝溪市机关事务管理局

一、值班
（一）值班时间为每日8时30分至次日8时30分，实行领导带班制度。
（二）值班人员离岗须经带班领导批准。
二、会议室
（一）使用会议室应提前一个工作日向办公室预约，联系电话0558-6123456。
（二）三楼第一会议室可容纳60人，配有投影仪。
三、车辆
（一）公务用车由车队统一调度，驾驶员为李国强。
四、食堂
（一）食堂早餐供应时间为7时至8时30分，午餐为11时40分至13时。
（二）快递统一存放在东门传达室，保管期限为七天。
""",
    "工作报告.txt": """2024年蓝溪市政府工作报告
发布日期：2025-01-15
来源：蓝溪市人民政府办公室

各位代表：
2024年，全市地区生产总值完成862.4亿元，增长5.8%。一般公共预算收入41.3亿元，增长6.1%。
新建改扩建学校12所，新增学位9600个。改造老旧小区43个，惠及居民1.6万户。
接待游客1280万人次，实现旅游收入97亿元，增长18.5%。
白鹭湖湿地公园建成开放，面积320公顷。
城镇新增就业2.1万人，居民人均可支配收入达到31260元。
2025年，预期地区生产总值增长6%左右。开工建设蓝溪至青石高速公路，全长78公里。
""",
    "差旅费管理办法.txt": """蓝溪市市级机关差旅费管理办法
蓝财行〔2023〕18号
发布日期：2023-05-10
来源：蓝溪市财政局

第一章 总则
第一条 为加强和规范市级机关差旅费管理，制定本办法。
第二章 城市间交通费
第二条 出差人员乘坐火车的，可以乘坐高铁二等座、硬卧。
第三条 乘坐飞机的，从严控制，只能乘坐经济舱。
第三章 住宿费
第四条 处级及以下人员每人每天住宿费限额为350元。
第五条 住宿费在限额标准内凭发票据实报销。
第四章 伙食补助费
第六条 伙食补助费按出差自然天数计算，每人每天100元包干使用。
第五章 市内交通费
第七条 市内交通费按出差自然天数计算，每人每天80元包干使用。
第八条 出差人员应当在出差结束后十五个工作日内办理报销手续。
第九条 本办法由市财政局负责解释，自2023年6月1日起施行。
""",
}

# What is said at work and at home, about the same things.
TALK = """早上好！今天好冷
你们几点到
谁去拿快递
那个文件发了吗
住宿费发票谁还没交？
会议室订好了吗
小李出差回来没有？
报销单放谁桌上了
[捂脸][捂脸]
https://mp.weixin.qq.com/s/abc123 大家看看这个
13800138000 这是老张电话
食堂今天吃什么
有没有人去食堂？
早餐还有吗
家里暖气不热怎么办
你家供暖费交了吗？
热线打通了没
【转发】市气象台11月28日发布寒潮蓝色预警，未来48小时最低气温下降8度以上，请注意防寒保暖
妈，周末回来吃饭不？
爸的血压今天多少
孩子作业写完了没
谁家孩子要上小学了？学位够不够
明天值班换一下行吗
今晚谁值班
值班表在哪
领导什么时候走的
3楼投影仪坏了谁修
车派好了吗
李师傅电话多少来着
高铁票买几点的？
飞机晚点了，几点落地还不知道
笑死我了哈哈哈哈哈
为什么程序员分不清万圣节和圣诞节？因为Oct31=Dec25
这个数对不对？862还是826
湿地公园周末去不去
公园几点关门啊
今年增长多少来着
过年放几天假？
收到请回复
群里有人知道附近哪家理发店好吗""".splitlines()

ASKED = {
    "处级以下人员住宿费限额是多少？": "350元",
    "伙食补助费每人每天多少元？": "100元",
    "居民供热价格是每平方米多少元？": "22元",
    "供热服务热线是多少？": "12319",
    "会议室怎么预约？": "0558-6123456",
    "三楼第一会议室能容纳多少人？": "60人",
    "快递存放在哪里？": "东门传达室",
    "2024年全市地区生产总值是多少？": "862.4亿元",
    "改造老旧小区多少个？": "43个",
    "白鹭湖湿地公园面积有多大？": "320公顷",
    "蓝溪至青石高速公路全长多少公里？": "78公里",
}


@pytest.fixture
def documents(tmp_path):
    for name, text in DOCUMENTS.items():
        put(tmp_path / "documents", name, text)
    return Library.open(tmp_path / "documents")


@asynccontextmanager
async def answering_all(start, telegram, documents):
    """The bot in a room where it answers every question: it, who asks, and the room."""
    me = telegram.bot(NAME, can_read_all_group_messages=True)
    ada = telegram.user("Ada", language_code="zh-hans")
    room = telegram.supergroup("Room", members=[me], admins=[ada])
    async with start(me, library=documents) as bot:
        panel = await bot.answer(await ada.says(f"/settings@{NAME}", in_=room))
        await (await ada.presses(panel, "所有")).answered()
        await me.edits(panel)
        yield bot, ada, room


async def test_talk_about_what_the_documents_are_about_gets_no_answer(start, telegram, documents):
    async with answering_all(start, telegram, documents) as (bot, ada, room):
        said = [await ada.says(line, in_=room) for line in (*TALK, *ASKED)]
        await bot.me.handled(said[-1])
        await bot.me.rests()
    answers = {m.reply_to: m.text for m in room.messages.values() if m.bot is bot.me}
    told = {m.text: answers[m.id] for m in said if m.id in answers}
    assert len(TALK) == 40
    assert not [line for line in TALK if line in told]
    assert {question: ASKED[question] in told.get(question, "") for question in ASKED} == (
        dict.fromkeys(ASKED, True)
    )


async def test_an_answer_that_is_not_sure_is_kept_from_who_did_not_ask_the_bot(
    start, telegram, documents
):
    doubtful, sure = "投影仪坏了找谁", "传达室保管几天"
    assert documents.ask(doubtful).found
    assert documents.ask(doubtful).confidence < SURE <= documents.ask(sure).confidence
    async with answering_all(start, telegram, documents) as (bot, ada, room):
        await bot.silence(await ada.says(doubtful, in_=room))
        assert "七天" in (await bot.answer(await ada.says(sure, in_=room))).text
        assert "投影仪" in (await bot.answer(await ada.says(f"@{NAME} {doubtful}", in_=room))).text


async def test_what_is_asked_of_somebody_by_name_is_for_them(start, telegram, documents):
    async with answering_all(start, telegram, documents) as (bot, ada, room):
        await bot.silence(await ada.says("@vera_w 传达室保管几天", in_=room))
        assert "七天" in (await bot.answer(await ada.says("传达室保管几天", in_=room))).text


@pytest.mark.parametrize(
    "line",
    [
        "老旧小区改造轮到我们了吗",
        "暖气来了没",
        "快递到了没有？",
        "带班领导是谁来着",
        "驾驶员到哪了",
        "领导什么时候走的",
        "我的快递谁帮拿的呀",
        "你们小区供暖吗",
        "他值几号的班",
    ],
)
def test_people_ask_each_other(line):
    assert among_people(line)


@pytest.mark.parametrize(
    "question",
    [
        *ASKED,
        "请问我们单位的住宿费限额是多少",
        "你好，供热服务热线是多少",
        "其他人员的住宿费限额是多少",
        "办法是什么时候施行的",
        "由谁负责解释的",
        "湿地公园有没有停车场",
    ],
)
def test_people_ask_the_documents(question):
    assert not among_people(question)


def test_an_answer_covers_most_of_a_question():
    text = "出差人员乘坐火车的，可以乘坐高铁二等座、硬卧。"
    assert covers("出差可以乘坐什么火车", [], text)
    assert covers("出差可以乘坐什麼火車", ["出差", "乘坐", "火车"], text)
    assert not covers("高铁票买几点的", ["高铁"], text)
