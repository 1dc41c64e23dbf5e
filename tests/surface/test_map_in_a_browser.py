"""The map in a real browser, used as a person would."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from attrs import evolve
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from goatherd.surface.graph import Edge, Graph, Node, Path
from goatherd.surface.layers import FUNCTIONS, STORAGE
from goatherd.surface.picture.arrangement import arrange
from goatherd.surface.picture.layout import lay_out
from goatherd.surface.picture.page import page
from goatherd.surface.responsibility import Row
from goatherd.whose.table import WhoseData
from tests.browsers import PALE, PATIENCE, awaited
from tests.surface.picture.samples import sample


@pytest.fixture
def shown(browser, tmp_path):
    """Opens the map of graphs; the console must be empty in the end. `whole` presses the button that shows all."""

    def show(*graphs, width=1440, scheme="light", script=True, hash="", matrix=(), whole=True):
        path = tmp_path / "map.html"
        path.write_text(page("shop", [(graph, matrix, WhoseData()) for graph in graphs], ()), encoding="utf-8")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": scheme})
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        browser.get("about:blank")
        browser.get(path.as_uri() + hash)
        if whole and script and not hash:
            browser.execute_script("document.querySelector('.application:not([hidden]) [data-action=reset]')?.click()")
        return browser

    yield show
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert browser.get_log("browser") == []


def boxes(page):
    """The nodes that are seen, by their names."""
    nodes = page.find_elements(By.CSS_SELECTOR, ".application:not([hidden]) .node:not(.absent)")
    return {node.find_element(By.CLASS_NAME, "name").text: node for node in nodes}


def seen(page):
    """Full names of the nodes that are seen."""
    script = """
        const there = document.querySelectorAll(".application:not([hidden]) .node:not(.absent) > title");
        return [...there].map((title) => title.textContent.split("\\n")[0]);
    """
    return set(page.execute_script(script))


def sought(page):
    script = """
        const there = document.querySelectorAll(".application:not([hidden]) .node:not(.absent, .beside) > title");
        return [...there].map((title) => title.textContent.split("\\n")[0]);
    """
    return set(page.execute_script(script))


def focused(page):
    return page.switch_to.active_element.find_element(By.CLASS_NAME, "name").text


def press(page, *keys):
    page.switch_to.active_element.send_keys(*keys)


def panel(page):
    return page.find_element(By.CSS_SELECTOR, ".application:not([hidden]) .panel")


def field(page, name):
    return page.find_element(By.CSS_SELECTOR, f".application:not([hidden]) [name={name}]")


def names(graph, kind):
    return {node.label for node in graph.nodes if node.kind == kind}


@pytest.mark.parametrize("functions", [3, 30, 300])
def test_the_script_draws_what_the_svg_shows(shown, functions):
    graph = sample(functions)
    arrangement = arrange(graph)
    layout = lay_out(arrangement)
    page = shown(graph)
    found = page.execute_script("""
        const nodes = [...document.querySelectorAll(".node:not(.absent)")];
        return [
          nodes.map((node) => [node.dataset.item, node.getAttribute("transform")]),
          [...document.querySelectorAll(".lines path")].map((path) => [path.getAttribute("d"), path.textContent]),
          document.querySelector(".stage svg").getAttribute("viewBox"),
        ];
    """)
    assert dict(found[0]) == {item: f"translate({box.x} {box.y})" for item, box in layout.boxes.items()}
    assert sorted(d for d, _ in found[1]) == sorted(path for _, path in layout.lines)
    assert found[2] == f"0 0 {layout.width} {layout.height}"


@pytest.mark.parametrize("functions", [3, 30, 300])
def test_every_label_fits_its_box(shown, functions):
    page = shown(sample(functions))
    page.execute_script("document.querySelector('[data-action=open]')?.click()")
    out = page.execute_script("""
        const nodes = [...document.querySelectorAll(".node:not(.absent)")];
        const right = (node) => (node.querySelector(".count") ?? node.querySelector(".box")).getBoundingClientRect();
        const end = (node) => node.querySelector(".count") ? right(node).left : right(node).right;
        const over = (node) => [...node.querySelectorAll("text.name, text.detail")]
          .some((text) => text.getBoundingClientRect().right > end(node));
        return nodes.filter(over).map((node) => node.textContent);
    """)
    assert out == []


def test_a_click_shows_what_is_known_and_a_step_leads_on(shown):
    graph = sample(3)
    page = shown(graph)
    boxes(page)["orders-get"].click()
    text = panel(page).text
    for words in ("orders-get", "Declared", "Permissions", "dynamodb:GetItem", "Reached from", "Reaches"):
        assert words in text
    before = page.current_url
    assert re.search(r"#0\.n\d+$", before)
    panel(page).find_element(By.CSS_SELECTOR, ".step").click()
    assert panel(page).find_element(By.TAG_NAME, "h3").text in names(graph, "entry") | names(graph, "queue")
    assert page.current_url != before


def test_the_address_keeps_what_is_chosen(shown):
    page = shown(sample(3), hash="#0.n1")
    label = panel(page).find_element(By.TAG_NAME, "h3").text
    assert boxes(page)[label].get_attribute("data-item") == "n1"


@pytest.mark.parametrize("address", ["#", "#9", "#-1.n2", "#x.y", "#0.constructor", "#0.n1.n2<script>"])
def test_any_address_is_taken(shown, address):
    assert boxes(shown(sample(3), hash=address))


def test_a_search_leaves_what_fits_and_what_stands_beside_it(shown):
    graph = sample(300)
    page = shown(graph)
    press(page, "/")
    assert page.switch_to.active_element == field(page, "text")
    press(page, "ORDERS-GET-V2")
    assert sought(page) == {"orders-get-v2"}
    beside = {e.source for e in graph.edges if e.target == "orders-get-v2"}
    beside |= {e.target for e in graph.edges if e.source == "orders-get-v2"}
    assert seen(page) == {"orders-get-v2"} | beside
    assert page.find_element(By.TAG_NAME, "output").text == "1 of 300 functions"
    rows = page.find_elements(By.CSS_SELECTOR, ".tables tr[data-item]:not([hidden])")
    assert "orders-get-v2" in rows[0].text
    field(page, "text").clear()
    field(page, "text").send_keys("nowhere")
    assert seen(page) == set()
    page.find_element(By.CSS_SELECTOR, "[data-action=reset]").click()
    assert page.find_element(By.TAG_NAME, "output").text == "300 of 300 functions"


def test_exposure_risk_and_function_narrow_the_picture(shown):
    graph = sample(30)
    page = shown(graph)
    Select(field(page, "exposure")).select_by_visible_text("authenticated")
    assert sought(page) == {node.label for node in graph.nodes if node.exposure == "authenticated"}
    Select(field(page, "exposure")).select_by_visible_text("all")
    risk = graph.findings[0].risk
    Select(field(page, "risk")).select_by_value(risk)
    assert sought(page) == {finding.function for finding in graph.findings if finding.risk == risk}
    Select(field(page, "risk")).select_by_visible_text("all")
    Select(field(page, "function")).select_by_visible_text("payments-list")
    assert sought(page) == {"payments-list"}


def test_a_row_of_the_matrix_leaves_its_findings(shown):
    graph = sample(30)
    rows = (Row(FUNCTIONS, "you", "", ("30 functions",), (0, 1), None), Row(STORAGE, "provider", "", (), (), None))
    page = shown(graph, matrix=rows)
    button = page.find_element(By.CSS_SELECTOR, ".matrix button")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert seen(page) == {graph.findings[0].function, graph.findings[1].function}
    there = [row for row in page.find_elements(By.CSS_SELECTOR, "tr[data-number]") if row.is_displayed()]
    assert sorted(row.get_attribute("data-number") for row in there) == ["0", "1"]
    button.click()
    assert len(seen(page)) == len(graph.nodes)


def test_an_attack_path_is_shown_alone(shown):
    graph = sample(300)
    page = shown(graph)
    assert page.find_elements(By.CSS_SELECTOR, ".line.attack")
    page.find_element(By.CSS_SELECTOR, ".paths [data-path]").click()
    assert seen(page) == {*graph.attack_paths[0].nodes, *graph.attack_paths[0].ends}
    assert len(page.find_elements(By.CSS_SELECTOR, ".lines .line.attack")) == 2
    press(page, Keys.ESCAPE)
    assert len(seen(page)) > 30


def test_groups_are_opened_one_by_one_or_all(shown):
    graph = sample(300)
    page = shown(graph)
    first = page.find_element(By.CSS_SELECTOR, ".node.group")
    members = int(first.find_element(By.CLASS_NAME, "name").text.split()[0])
    there = ".node:not(.absent)"
    count = len(page.find_elements(By.CSS_SELECTOR, there))
    first.click()
    assert len(page.find_elements(By.CSS_SELECTOR, there)) == count - 1 + members
    button = page.find_element(By.CSS_SELECTOR, "[data-action=open]")
    assert button.text == "Close groups"
    button.click()
    assert len(page.find_elements(By.CSS_SELECTOR, there)) == count
    button.click()
    assert len(page.find_elements(By.CSS_SELECTOR, there)) == len(graph.nodes)


def test_an_opened_group_has_a_frame_that_closes_it(shown):
    page = shown(sample(300))
    there = ".node:not(.absent)"
    count = len(page.find_elements(By.CSS_SELECTOR, there))
    for _ in range(2):
        page.find_element(By.CSS_SELECTOR, ".node.group:not(.absent)").click()
    assert len(page.find_elements(By.CSS_SELECTOR, ".frame")) == 2
    page.find_element(By.CSS_SELECTOR, ".closer").click()
    assert len(page.find_elements(By.CSS_SELECTOR, ".frame")) == 1
    page.execute_script("document.querySelector('.closer').focus()")
    press(page, Keys.ENTER)
    assert page.find_elements(By.CSS_SELECTOR, ".frame") == []
    assert len(page.find_elements(By.CSS_SELECTOR, there)) == count
    assert "functions" in focused(page)


def test_opened_boxes_stand_apart(shown):
    page = shown(sample(300))
    page.find_element(By.CSS_SELECTOR, "[data-action=open]").click()
    script = "return [...document.querySelectorAll('.node:not(.absent)')].map((node) => node.getAttribute('transform'))"
    points = sorted(tuple(map(int, re.findall(r"\d+", place))) for place in page.execute_script(script))
    assert len(points) == len(sample(300).nodes)
    for (x, y), (right, lower) in pairwise(points):
        assert right > x or lower >= y + 52


def test_everything_is_done_with_the_keyboard(shown):
    graph = sample(3)
    page = shown(graph)
    for _ in range(30):
        press(page, Keys.TAB)
        if "node" in (page.switch_to.active_element.get_attribute("class") or ""):
            break
    start = focused(page)
    assert start in names(graph, "entry")
    press(page, Keys.ARROW_RIGHT)
    function = focused(page)
    assert any((edge.source, edge.target) == (start, function) for edge in graph.edges)
    press(page, Keys.ENTER)
    assert panel(page).is_displayed()
    press(page, Keys.ESCAPE)
    assert not panel(page).is_displayed()
    assert focused(page) == function
    press(page, Keys.ARROW_LEFT)
    assert focused(page) == start
    press(page, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert focused(page) in names(graph, "function") - {function}
    box = page.switch_to.active_element
    assert box.get_attribute("aria-label").startswith("function ")
    assert (
        page.execute_script("return getComputedStyle(arguments[0].querySelector('.box')).strokeWidth", box) == "3.5px"
    )


def test_zooming_keeps_to_its_limits(shown):
    page = shown(sample(30))
    width = "return document.querySelector('.stage svg').getBoundingClientRect().width"
    before = page.execute_script(width)
    page.find_element(By.CSS_SELECTOR, "[data-action=in]").click()
    assert page.execute_script(width) == pytest.approx(before * 1.25, abs=2)
    for _ in range(12):
        page.find_element(By.CSS_SELECTOR, "[data-action=out]").click()
    assert page.execute_script(width) >= 0.24 * lay_out(arrange(sample(30))).width
    page.find_element(By.CSS_SELECTOR, "[data-action=fit]").click()
    assert page.execute_script("const s = document.querySelector('.stage'); return s.scrollWidth <= s.clientWidth")


def heads(page):
    """What stands over each application that is seen."""
    return [head.text for head in page.find_elements(By.CSS_SELECTOR, ".application h2") if head.is_displayed()]


def test_what_an_attack_passes_is_seen_first(shown):
    graph = sample(30)
    page = shown(graph, whole=False)
    assert seen(page) == {id for path in graph.attack_paths for id in (*path.nodes, *path.ends)}
    assert page.find_element(By.CSS_SELECTOR, "[data-action=attacked]").get_attribute("aria-pressed") == "true"
    first = page.find_element(By.CSS_SELECTOR, ".paths li")
    assert first.text.startswith("high")
    assert graph.attack_paths[0].why in first.text
    page.find_element(By.CSS_SELECTOR, "[data-action=reset]").click()
    assert len(seen(page)) == len(graph.nodes)
    assert page.find_element(By.CSS_SELECTOR, "[data-action=attacked]").get_attribute("aria-pressed") == "false"


def test_the_most_severe_attack_path_comes_first(shown):
    graph = sample(30)
    first, second = graph.attack_paths
    page = shown(evolve(graph, attack_paths=(first, evolve(second, severity="critical"))), whole=False)
    levels = [each.text for each in page.find_elements(By.CSS_SELECTOR, ".paths .level")]
    assert levels == ["critical", "high"]


def test_a_tree_opens_with_an_overview_that_leads_into_each_application(shown):
    second = evolve(sample(3), application="other")
    page = shown(sample(30), second)
    assert heads(page) == []
    rows = page.find_elements(By.CSS_SELECTOR, "#overview tbody tr")
    assert [row.text.split()[0] for row in rows] == ["shop", "other"]
    rows[1].find_element(By.TAG_NAME, "a").click()
    assert heads(page) == ["other sam"]
    assert page.current_url.endswith("#1")
    page.find_element(By.CSS_SELECTOR, ".application:not([hidden]) > p > a").click()
    assert heads(page) == []
    page.back()
    assert heads(page) == ["other sam"]


def test_an_attack_path_of_the_overview_leads_to_its_picture(shown):
    graph = sample(30)
    page = shown(sample(3), graph)
    path = graph.attack_paths[1]
    link = next(each for each in page.find_elements(By.CSS_SELECTOR, ".worst a") if path.nodes[-1] in each.text)
    link.click()
    assert seen(page) == {*path.nodes, *path.ends}


def test_many_applications_are_packed_and_found(shown):
    many = [evolve(sample(30), application=f"services/{number}/template.yaml") for number in range(60)]
    page = shown(*many)
    assert page.execute_script("return document.documentElement.outerHTML.length") < 1_500_000
    rows = [row for row in page.find_elements(By.CSS_SELECTOR, "#overview tbody tr") if row.is_displayed()]
    assert len(rows) == 25

    def said():
        return page.find_element(By.CSS_SELECTOR, "#overview output").text

    assert said() == "The first 25 of 60 applications, the most exposed first"
    press(page, "/")
    press(page, "/57/")
    WebDriverWait(page, PATIENCE).until(lambda _: said() == "1 of 60 applications fits the search")
    rows = [row for row in page.find_elements(By.CSS_SELECTOR, "#overview tbody tr") if row.is_displayed()]
    assert [row.text.split()[0] for row in rows] == ["services/57/template.yaml"]
    rows[0].find_element(By.TAG_NAME, "a").click()
    WebDriverWait(page, PATIENCE).until(lambda page: heads(page) == ["services/57/template.yaml sam"])
    page.find_element(By.CSS_SELECTOR, ".application:not([hidden]) [data-action=reset]").click()
    assert len(seen(page)) == len(many[57].nodes)
    page.find_element(By.CSS_SELECTOR, ".application:not([hidden]) > p > a").click()
    field = page.find_element(By.CSS_SELECTOR, "#overview input")
    field.send_keys(Keys.BACKSPACE * 4)
    page.find_element(By.CSS_SELECTOR, "[data-action=more]").click()
    assert said() == "60 applications, the most exposed first"


def test_without_a_script_the_overview_says_what_is_packed(shown):
    many = [evolve(sample(30), application=f"services/{number}/template.yaml") for number in range(60)]
    page = shown(*many, script=False)
    text = page.find_element(By.ID, "overview").text
    assert "services/59/template.yaml" in text
    assert "without JavaScript" in text
    assert 0 < len(heads(page)) < 60


def test_an_application_without_anything_to_draw_says_so(shown):
    page = shown(evolve(sample(3), nodes=(), edges=(), findings=(), attack_paths=()))
    assert "nothing to draw" in page.find_element(By.TAG_NAME, "main").text
    assert not page.find_element(By.CSS_SELECTOR, ".stage").is_displayed()


def crossings(page):
    """Of the lines that are seen, between each two columns."""
    paths = [path.get_attribute("d") for path in page.find_elements(By.CSS_SELECTOR, ".lines path")]
    pieces = {
        piece for path in paths for piece in re.findall(r"(?=[MH](\d+)(?:,(\d+))?C\d+,(\d+) \S+ (\d+),(\d+))", path)
    }
    ends = sorted((int(left), int(right), int(start), int(end)) for left, _, start, right, end in pieces)
    pairs = combinations(ends, 2)
    return sum(a[:2] == b[:2] and (a[2] - b[2]) * (a[3] - b[3]) < 0 for a, b in pairs)


@pytest.mark.parametrize(("text", "most"), [("orders", 13), ("payments", 18), ("catalog", 6)])
def test_few_lines_cross_in_a_part_of_the_picture(shown, text, most):
    page = shown(sample(100))
    field(page, "text").send_keys(text)
    assert crossings(page) <= most


def test_without_a_script_all_is_there_but_the_controls(shown):
    graph = sample(3)
    page = shown(graph, script=False)
    assert not field(page, "text").is_displayed()
    assert not panel(page).is_displayed()
    text = page.find_element(By.TAG_NAME, "main").text
    assert all(label in text for label in names(graph, "function") | names(graph, "entry"))
    assert page.find_element(By.CSS_SELECTOR, ".stage .node").is_displayed()


def test_names_cannot_become_markup(shown):
    name = "</script><script>window.owned = 1</script><img src=x onerror='window.owned = 1'>"
    facts = ((name, name),)
    nodes = (
        Node(name, "function", name, name, name, 1, "anonymous", (), facts),
        Node("${table}", name, name, name, name, 1, None, (), facts),
    )
    page = shown(Graph(name, name, nodes, (), (), (Path((name,), (), name, "high", "high", name),)))
    next(iter(boxes(page).values())).click()
    assert name in panel(page).text
    assert page.execute_script("return window.owned") is None
    assert page.find_elements(By.TAG_NAME, "img") == []


def test_nothing_is_fetched_and_the_page_is_small(shown):
    page = shown(sample(300))
    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0
    data = page.execute_script("""
        const without = document.documentElement.cloneNode(true);
        for (const each of without.querySelectorAll("svg, table, [type='application/json'], option")) each.remove();
        return without.outerHTML.length;
    """)
    assert data < 100_000


@pytest.mark.parametrize("width", [390, 800, 1440])
def test_nothing_is_wider_than_the_window(shown, width):
    long = evolve(sample(3), application="services/a-folder-with-a-name/" * 9 + "template.yaml")
    page = shown(sample(30), long, width=width)
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    page.find_element(By.CSS_SELECTOR, "#overview a[href='#1']").click()
    awaited(page, ".application:not([hidden]) .node:not(.absent)")
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    box = next(iter(boxes(page).values()))
    page.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", box)
    assert panel(page).is_displayed()
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(shown, scheme):
    page = shown(sample(30), scheme=scheme)
    boxes(page)["payments-list"].click()
    assert page.execute_script(PALE) == []
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 20)"
    assert dark == (scheme == "dark")
    fill = "return getComputedStyle(document.querySelector('.way-in .box')).fill"
    assert (page.execute_script(fill) in ("rgb(51, 25, 31)", "rgb(45, 37, 16)", "rgb(23, 38, 58)")) == dark


def test_paper_shows_the_whole_picture_and_leaves_out_the_controls(shown):
    page = shown(sample(30))
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not field(page, "text").is_displayed()
    whole = "const s = document.querySelector('.stage'); return s.scrollWidth <= s.clientWidth + 1"
    assert page.execute_script(whole)
    assert page.find_element(By.CSS_SELECTOR, ".tables table").is_displayed()


@pytest.mark.parametrize(("width", "whole"), [(1440, True), (390, False)])
def test_names_are_whole_where_what_is_seen_has_room(shown, width, whole):
    """In an application of many columns, of which an attack passes two."""
    names = [f"theHandlerOfAllRegistrationsOfYear{n}" for n in range(8)]
    kinds = ["entry", *["function"] * 7]
    nodes = tuple(Node(name, kind, name, "", "", 0, None, (), ()) for name, kind in zip(names, kinds, strict=True))
    edges = tuple(Edge(*pair, "calls", "", n == 0) for n, pair in enumerate(pairwise(names)))
    graph = Graph("any", "sam", nodes, edges, (), (Path(tuple(names[:2]), (), "GOAT0101", "high", "high", "why"),))
    page = shown(graph, width=width, whole=False)
    assert seen(page) == set(names[:2])
    assert (set(boxes(page)) == set(names[:2])) is whole
    page.find_element(By.CSS_SELECTOR, "[data-action=reset]").click()
    assert all("…" in name for name in boxes(page))
    assert seen(page) == set(names)
