"""Filters do what they say: from the words of a question to what is answered, end to end."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ARTICLE, REPORT, SEEDS

from retrieval import FilterKind, Library, Standing, between, option, read_filters

TODAY = date(2026, 11, 22)

FILES = {
    "service2023.txt": """教育部关于做好课后服务工作的通知
发文字号:教基〔2023〕5号
成文日期:2023-03-01

一、课后服务时间
课后服务每周五天，每天至少两小时，结束时间不早于下午五点半。

二、课后服务收费
课后服务费每学期不超过三百元，家庭困难的学生免收。

三、课后服务人员
学校教师参加课后服务，领取补助，每课时六十元。
""",
    "service2024.txt": """教育部关于进一步做好课后服务工作的通知
发文字号:教基〔2024〕8号
成文日期:2024-04-01

一、课后服务时间
课后服务每周五天，每天至少三小时，结束时间不早于下午六点。

二、课后服务收费
课后服务费每学期不超过五百元，家庭困难的学生免收。

三、课后服务人员
学校可以聘请“银龄教师”参加课后服务，每课时八十元。
""",
    "local2024.txt": """关于做好课后服务工作的实施意见
来源:包头市教育局
发布日期:2024-09-10

课后服务费每学期不超过二百元，由学校统一收取。

课后服务时间为每天两个半小时，旗县可以延长。
""",
    "dogs.txt": """包头市养犬管理办法
发文字号:包府发〔2022〕7号
发布日期:2022-05-06

第一章 总则

第一条 为了规范养犬行为，保障公民人身安全，制定本办法。

第二条 本市建成区内养犬，适用本办法。

第二章 登记

第三条 养犬人应当自取得犬只之日起三十日内登记，登记费一百元。

第四条 一户只准养一只犬，禁养烈性犬。

第三章 罚则

第五条 遛犬不拴绳的，处五十元以上二百元以下罚款。

附件1

禁养犬种包括藏獒、比特犬、高加索犬等二十五种，名单每两年修订一次。
""",
    "property.txt": """包头市物业管理办法
发布日期:2021-07-01

第一章 总则

第一条 为了规范物业管理活动，维护业主权益，制定本办法。

第二条 物业费由业主大会与物业企业商定。

第三条 物业费公示期不少于十五日，未公示的不得收取。

第四条 电梯每十五日维护一次，维护记录保存四年。
""",
    "charter.txt": """实验小学章程

第一章 学生

第一节 入学

学生年满六周岁入学，就近分配学位。

第二节 毕业

学生修满六年毕业，发给毕业证书。

第二章 教师

第一节 聘任

教师聘期三年，期满考核后续聘。

第二节 培训

教师每年培训九十学时，费用由学校承担。
""",
    "report2023.txt": """2023年政府工作报告

一、过去一年工作

全市生产总值增长百分之六，口岸货运量达到四百万吨。

二、今年工作安排

全市生产总值计划增长百分之七，新建学校三所。
""",
    "report2024.txt": """2024年政府工作报告

一、过去一年工作

全市生产总值增长百分之八，口岸货运量达到五百万吨。

二、今年工作安排

全市生产总值计划增长百分之九，新建学校十所。
""",
    "magazine.md": """# 石榴花开

来源：《草原》杂志2023年第4期

口岸货运量逐年上升，石榴花开满城，牧民唱起长调。
""",
}

# A question, and the words that stand in the first excerpt; "-" where nothing is found.
ANSWERED = """
课后服务费每学期不超过多少元，只看2023年的 | 三百元
课后服务费每学期不超过多少元，只看2024年4月的 | 五百元
只看教育部2024年的通知，课后服务费每学期不超过多少元 | 五百元
只看包头市教育局的，课后服务费每学期不超过多少元 | 二百元
课后服务费每学期不超过多少元，仅限2024年5月以来 | 二百元
课后服务费每学期不超过多少元，仅限2023年以前 | -
课后服务费每学期不超过多少元，仅限财政部的文件 | -
只看教基〔2024〕8号，课后服务费每学期不超过多少元 | 五百元
只看〔2023〕5号，课后服务费每学期不超过多少元 | 三百元
教基〔2024〕8号的课后服务费每学期不超过多少元 | 五百元
教基〔2023〕5号的课后服务费每学期不超过多少元 | 三百元
在《关于进一步做好课后服务工作的通知》中，课后服务费不超过多少元 | 五百元
《关于进一步做好课后服务工作的通知》第二部分讲什么 | 五百元
教基〔2023〕5号第二部分讲什么 | 课后服务收费
只看教基〔2023〕5号，第三部分讲什么 | 六十元
课后服务每天几小时 -三小时 -两小时 | 两个半小时
课后服务每课时多少元，必须包含“银龄教师” | 八十元
课后服务每课时多少元 -银龄教师 | 六十元
课后服务费每学期不超过多少元 -教育部 | 二百元
《包头市养犬管理办法》第三条是什么 | 第三条 养犬人应当
《包头市物业管理办法》第三条是什么 | 第三条 物业费公示期
包头市养犬管理办法第三条是什么 | 第三条 养犬人应当
物业管理办法第三条规定了什么 | 第三条 物业费公示期
第三条怎么说登记费 | 登记费一百元
第五条是什么 | 第五条 遛犬不拴绳
第5条 | 第五条 遛犬不拴绳
第九条是什么 | -
《养犬管理办法》第九条是什么 | -
《教育法》第三条是什么 | -
养犬管理办法第二章讲什么 | 第二章 登记
养犬管理办法第三章讲什么 | 第三章 罚则
第三章讲什么 | 罚则
养犬管理办法附件1有什么 | 藏獒
第二章第三条的内容 | 养犬人应当
第一章第三条的内容 | 第三条 物业费公示期
包府发〔2022〕7号第四条是什么 | 一户只准养一只犬
只看包府发〔2022〕7号，第一条是什么 | 规范养犬行为
只看2021年的，第四条是什么 | 电梯每十五日
在《包头市物业管理办法》中，电梯多久维护一次 | 每十五日维护一次
2023年政府工作报告里口岸货运量达到多少吨 | 四百万吨
2024年政府工作报告里口岸货运量达到多少吨 | 五百万吨
《2023年政府工作报告》的口岸货运量达到多少吨 | 四百万吨
《2024年政府工作报告》的口岸货运量达到多少吨 | 五百万吨
只看2024年的，口岸货运量达到多少吨 | 五百万吨
《2024年政府工作报告》第二部分讲什么 | 今年工作安排
《2023年政府工作报告》第一部分讲什么 | 过去一年工作
2024年政府工作报告第二部分新建学校多少所 | 新建学校十所
只看《草原》的文章，口岸货运量怎么样 | 逐年上升
只看《草原》，石榴花开 | 石榴花开满城
口岸货运量 -吨 | 逐年上升
口岸货运量 -政府工作报告 | 逐年上升
《实验小学章程》第一章第一节讲什么 | 六周岁入学
《实验小学章程》第二章第一节讲什么 | 聘期三年
实验小学章程第二章第二节的内容 | 九十学时
"""

# The same over the two real documents.
OVER_SEEDS = """
2025年订阅单 | 2025年《中国民族》杂志订阅单
包头市有几家研学旅游基地入选 | 15家研学旅游基
《中国民族》杂志全年定价多少 | 180元
只看2024年12月的，民族团结进步有哪些措施 | 铸牢中华民族共同体意识
只看《中国民族》的文章，精品线路有几条 | 精品线路11条
只看2024年7月的，精品线路有几条 | 精品线路11条
只看2023年的，精品线路有几条 | -
满都拉口岸的过货量是多少，仅限市工业和信息化局的报告 | 662万吨
满都拉口岸的过货量是多少，仅限教育部的 | -
满都拉口岸的过货量是多少 -达茂旗 | -
必须包含“红石榴”，品牌载体有多少个 | 245个
民族团结进步 -乌兰察布 | 民族团结进步
《促进各民族广泛交往交流交融工作情况的报告》第二部分讲什么 | 二、下一步工作安排
第十二条是什么 | -
2024年满都拉口岸的过货量是多少 | 662万吨
“三进”惠民助企活动开展多少场 | 38场
"""


def rows(table):
    return [tuple(line.split(" | ")) for line in table.splitlines() if line]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return Library.open(folder)


@pytest.fixture(scope="module")
def seeds():
    return Library.open(SEEDS)


def ask(library, question, **options):
    return library.ask(question, filters=read_filters(question, TODAY), **options)


def check(answer, expected):
    assert answer.found is (expected != "-")
    if answer.found:
        assert expected in answer.excerpts[0].text
    else:
        assert answer.limited


@pytest.mark.parametrize(("question", "expected"), rows(ANSWERED))
def test_what_is_answered(library, question, expected):
    check(ask(library, question), expected)


@pytest.mark.parametrize(("question", "expected"), rows(OVER_SEEDS))
def test_what_is_answered_over_real_documents(seeds, question, expected):
    check(ask(seeds, question), expected)


def test_there_are_questions_enough():
    assert len(rows(ANSWERED) + rows(OVER_SEEDS)) >= 60


def spans(excerpts):
    return [(e.citation.path, e.start, e.end) for e in excerpts]


@pytest.mark.parametrize("question", [question for question, _ in rows(ANSWERED + OVER_SEEDS)])
def test_without_filters_a_question_is_answered_as_ever(library, question):
    """What taking all of them off gives: nothing is left of what was read."""
    assert library.ask(question, filters=()) == library.ask(question)
    assert library.ask(question).filters == ()


ORDER = [Standing.ANSWER, Standing.PERHAPS, Standing.NONE]


def shown(answer):
    return answer.excerpts or answer.nearest


WORDS = """课后服务费 每学期 多少元 2023年 2024年 教育部 包头市 包头市教育局 《草原》 《办法》
《2024年政府工作报告》 〔2024〕8号 教基〔2023〕5号 “口岸货运量” “登记” 去年 2022年以来
物业费 养犬 是什么""".split()


@settings(max_examples=60)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), limit=st.integers(1, 5))
def test_a_preference_never_removes_the_best_answer(library, words, limit):
    question = "".join(words)
    filters = read_filters(question, TODAY)
    assert not any(one.hard for one in filters)
    plain = library.ask(question, limit=limit)
    preferred = library.ask(question, limit=limit, filters=filters)
    assert ORDER.index(preferred.standing) <= ORDER.index(plain.standing)
    assert set(spans(shown(plain)[:1])) <= set(spans(shown(preferred)))
    if limit == 1:
        assert preferred == plain


@settings(max_examples=60)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    excluded=st.sampled_from(["三百元", "课后", "包头市", "的"]),
    year=st.sampled_from(["2022", "2023", "2024"]),
)
def test_nothing_passes_a_hard_filter(library, words, excluded, year):
    filters = [option(FilterKind.EXCLUDED, excluded), between(year, year, TODAY)]
    answer = library.ask("".join(words), min_confidence=0, filters=filters)
    for excerpt in (*answer.excerpts, *answer.nearest):
        assert excluded not in excerpt.text + excerpt.citation.title
        assert year in f"{excerpt.citation.issued_on} {excerpt.citation.title}"
    assert answer.filters == tuple(filters)


def test_a_preference_decides_between_equals(tmp_path):
    for year in (2021, 2022, 2023):
        text = f"关于口岸的通知\n发布日期:{year}-03-01\n\n口岸货运量达到{year}吨，同比增长。\n"
        (tmp_path / f"{year}.txt").write_text(text, "utf-8")
    library = Library.open(tmp_path)
    filters = [one for one in read_filters("2022年3月", TODAY) if not one.hard]
    answer = library.ask("口岸货运量达到多少吨", filters=filters)
    assert answer.excerpts[0].citation.path == "2022.txt"
    assert answer.filters == tuple(filters)
    plain = library.ask("口岸货运量达到多少吨", limit=1)
    assert plain.excerpts[0].citation.path != "2022.txt"
    assert library.ask("口岸货运量达到多少吨", limit=1, filters=filters) == plain


def test_what_nothing_meets_is_not_named(seeds):
    """A preference that all or none of what was found meet has changed nothing."""
    assert ask(seeds, "2025年订阅单").filters == ()
    assert ask(seeds, "包头市有几家研学旅游基地入选").filters == ()


def test_a_title_that_no_document_has_is_no_filter(library):
    """What is asked is shown, as far as it is there; it is no answer about that title."""
    answer = ask(library, "在《百家姓》里，口岸货运量达到多少吨")
    assert (answer.standing, answer.missing) == (Standing.PERHAPS, ("百家姓",))
    assert "万吨" in answer.nearest[0].text
    assert not answer.limited
    assert ask(library, "《百家姓》第一条是什么").standing is Standing.NONE


def test_an_article_is_shown_whole_from_its_beginning(library):
    [excerpt, *_] = ask(library, "《包头市养犬管理办法》第三条是什么").excerpts
    assert excerpt.text.startswith("第三条 养犬人应当")
    assert excerpt.text.endswith("登记费一百元。")
    assert excerpt.citation.section[-1].startswith("第三条")


@pytest.mark.parametrize(
    "behind",
    [
        "第五章　附则\n",
        "第五章附则\n第十条　本办法自2023年8月1日起施行。\n",
        "\n　　**第五章　附则**\n\n第十条　本办法自2023年8月1日起施行。\n",
        "第三章　附则\n第十条　本办法自2023年8月1日起施行。\n",
        "附　则\n第十条　本办法自2023年8月1日起施行。\n",
    ],
)
def test_an_article_ends_before_the_heading_of_the_next_chapter(tmp_path, behind):
    """Also before one that is none of the outline's: the last line, one that is out of order."""
    article = "第九条　违反本办法\n第五章规定的\n由公安机关没收犬只。"
    text = f"养犬管理办法\n\n第三章　罚则\n第八条　养犬应当登记。\n{article}\n{behind}"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    library = Library.open(tmp_path)
    [excerpt, *_] = ask(library, "《养犬管理办法》第九条是什么").excerpts
    assert excerpt.text == article


def test_a_part_alone_is_answered_for_certain(library):
    assert ask(library, "第五条是什么").confidence == 1
    assert ask(library, "宠物医院第五条是什么").confidence < 1


def test_real_files_are_where_filters_are_tried(seeds):
    paths = {document.path for document in seeds.documents}
    assert paths == {REPORT, ARTICLE}
