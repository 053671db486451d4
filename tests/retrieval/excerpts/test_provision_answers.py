"""A provision that is asked for: the sentence that states it, of the law that is meant."""

from datetime import date

import pytest

from retrieval import Library, Standing, read_filters

TODAY = date(2026, 11, 22)

RIVER, BICYCLE, GARDEN = (
    "# 青石县河道管理条例\n\n第一条 为了保护河道，制定本条例。\n\n"
    "第二条 本条例所称河道，是指县内的河流和水渠。河道由县水务局管理。\n\n"
    "第三条 本条例施行前已经开工的工程，按照原来的规定执行。\n\n"
    "第四条 向河道倾倒垃圾的，由县水务局责令改正，处五百元以上二千元以下罚款。\n\n"
    "第五条 本条例自2021年3月1日起施行。\n",
    "# 青石县公共自行车管理办法\n\n2020年4月6日青石县人民政府令第3号公布\n\n"
    "2022年3月30日青石县人民政府令第8号第一次修正\n\n"
    "2024年9月9日青石县人民政府令第12号第二次修正\n\n第一条 为了方便出行，制定本办法。\n\n"
    "第二条 办理骑行卡的时间为每天八点到十七点，什么时候生效由公司告知。\n\n"
    "第三条 下列用语的含义：\n\n（一）骑行卡，是指租用自行车的凭证。\n\n"
    "（二）站点，是指存放自行车的场所。\n\n"
    "第四条 本办法自二〇二二年五月一日起施行。\n",
    "# 青石县古树保护办法\n\n第一条 为了保护古树，制定本办法。\n\n"
    "第二条 本办法所称古树，是指树龄在一百年以上的树木。\n\n"
    "第三条 砍伐古树的，处一万元以上罚款。\n\n"
    "第四条 本办法自公布之日起施行。\n",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("rules")
    for name, text in (("a", RIVER), ("b", BICYCLE), ("c", GARDEN)):
        (root / f"{name}.md").write_text(text, "utf-8")
    return Library.open(root, index=root / ".index")


def asked(library, question):
    return library.ask(question, filters=read_filters(question, TODAY))


@pytest.mark.parametrize(
    ("question", "states"),
    [
        ("河道管理条例何时施行", "本条例自2021年3月1日起施行。"),
        ("河道管理条例什么时候生效", "本条例自2021年3月1日起施行。"),
        ("青石县河道管理条例哪天开始实施", "本条例自2021年3月1日起施行。"),
        ("《青石县公共自行车管理办法》什么时候开始施行", "本办法自二〇二二年五月一日起施行。"),
        ("公共自行车管理办法的实施日期", "本办法自二〇二二年五月一日起施行。"),
        ("从哪天起施行古树保护办法", "本办法自公布之日起施行。"),
        ("什么是河道", "本条例所称河道，是指县内的河流和水渠。"),
        ("骑行卡的定义", "骑行卡，是指租用自行车的凭证。"),
        ("古树是什么意思", "本办法所称古树，是指树龄在一百年以上的树木。"),
        ("站点是指什么", "站点，是指存放自行车的场所。"),
        ("法律上古树指什么", "本办法所称古树，是指树龄在一百年以上的树木。"),
        ("《青石县公共自行车管理办法》里说的站点是什么", "站点，是指存放自行车的场所。"),
        ("骑行卡在公共自行车管理办法里怎么定义", "骑行卡，是指租用自行车的凭证。"),
        (
            "公共自行车管理办法最近一次修正是什么时候",
            "2024年9月9日青石县人民政府令第12号第二次修正",
        ),
        ("公共自行车管理办法第一次修正是哪年", "2022年3月30日青石县人民政府令第8号第一次修正"),
        ("公共自行车管理办法由谁公布", "2020年4月6日青石县人民政府令第3号公布"),
        ("往河道倒垃圾怎么处罚", "处五百元以上二千元以下罚款。"),
        ("砍伐古树罚多少", "处一万元以上罚款。"),
    ],
)
def test_the_sentence_that_states_it_comes_first(library, question, states):
    answer = asked(library, question)
    best = (answer.excerpts or answer.nearest)[0]
    assert states in best.document.text[slice(*best.answer)]


def test_only_the_clause_that_answers_is_marked(library):
    answer = asked(library, "公共自行车管理办法是几号令公布的")
    best = answer.excerpts[0]
    assert best.document.text[slice(*best.answer)] == "2020年4月6日青石县人民政府令第3号公布"
    assert answer.confidence == 1.0


def test_the_day_of_a_named_law_is_sure(library):
    assert asked(library, "河道管理条例何时施行").confidence == 1.0


@pytest.mark.parametrize("question", ["地下水管理条例何时施行", "《地下水管理条例》什么时候生效"])
def test_the_day_of_another_law_is_no_answer(library, question):
    assert asked(library, question).standing is not Standing.ANSWER


CAKE = (
    "# 枣糕\n\n## 配料\n\n面粉 300克、红枣 20颗、白糖 40克、鸡蛋 3个、牛奶 1杯。\n\n## 做法\n\n"
    "1. 盆中放少许温水，把白糖放进去化开。\n2. 打入鸡蛋，放牛奶，搅拌5分钟。\n"
    "3. 筛入面粉，放红枣，蒸40分钟。\n"
)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("白糖放多少", "白糖 40克"),
        ("鸡蛋要放几个", "鸡蛋 3个"),
        ("面粉用多少克", "面粉 300克"),
        ("红枣要多少", "红枣 20颗"),
    ],
)
def test_how_much_it_takes_is_marked(tmp_path, question, says):
    (tmp_path / "cake.md").write_text(CAKE, "utf-8")
    best = Library.open(tmp_path, index=tmp_path / ".index").ask(question).excerpts[0]
    assert best.document.text[slice(*best.answer)] == says
