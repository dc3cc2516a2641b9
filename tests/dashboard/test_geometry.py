"""Where the bars stand: the design's own drawing, and what a scale must survive."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfcare.dashboard.presenters.geometry import Chart, chart_of, shares_of

# The twelve weeks of the design, in öre.
DESIGN = (
    *((300_000, 214_000), (0, 189_050), (950_000, 342_000), (0, 287_540), (150_000, 199_000), (300_000, 423_075)),
    *((0, 261_000), (980_000, 398_000), (80_000, 512_020), (0, 226_090), (1_000_000, 155_125), (319_900, 472_480)),
)
LARGEST = 2**53 - 1


def drawn(*values: tuple[int, int]) -> Chart:
    chart = chart_of(values)
    assert chart is not None
    return chart


def test_the_designs_own_drawing() -> None:
    chart = drawn(*DESIGN)

    assert (chart.height, chart.axis) == (204, 196)
    assert [(line.value, str(line.y), str(line.text_y)) for line in chart.lines] == [
        (1_000_000, "20.2", "23.7"),
        (500_000, "71.1", "74.6"),
        (0, "122.0", "125.5"),
        (-500_000, "172.9", "176.4"),
    ]
    assert [str(each.x) for each in chart.columns[:4]] == ["1.67", "10.0", "18.33", "26.67"]
    assert [str(each.middle) for each in chart.columns[::3]] == ["4.17", "29.17", "54.17", "79.17"]
    assert {str(each.width) for each in chart.columns} == {"5.0"}
    ins = [(str(each.money_in.y), str(each.money_in.height)) for each in chart.columns if each.money_in]
    assert ins == [
        *(("91.5", "30.5"), ("25.3", "96.7"), ("106.7", "15.3"), ("91.5", "30.5")),
        *(("22.2", "99.8"), ("113.9", "8.1"), ("20.2", "101.8"), ("89.4", "32.6")),
    ]
    outs = [(str(each.money_out.y), str(each.money_out.height)) for each in chart.columns if each.money_out]
    assert [height for _, height in outs] == [
        *("21.8", "19.2", "34.8", "29.3", "20.3", "43.1", "26.6", "40.5", "52.1", "23.0", "15.8", "48.1"),
    ]
    assert {y for y, _ in outs} == {"123"}


@pytest.mark.parametrize("values", [(), ((0, 0),), ((0, 0),) * 12])
def test_nothing_moved_is_no_drawing(values: tuple[tuple[int, int], ...]) -> None:
    assert chart_of(values) is None


def test_an_empty_week_has_no_bar_and_keeps_its_place() -> None:
    chart = drawn((100, 50), (0, 0), (100, 50))

    assert (chart.columns[1].money_in, chart.columns[1].money_out) == (None, None)
    assert len(chart.columns) == 3


def test_only_in_uses_the_whole_height() -> None:
    chart = drawn((500, 0), (1000, 0))

    assert all(line.value >= 0 for line in chart.lines)
    assert chart.lines[-1].y == Decimal("184.0")
    assert chart.columns[1].money_in is not None
    assert chart.columns[1].money_in.height > 150


def test_only_out_hangs_from_the_top() -> None:
    chart = drawn((0, 500), (0, 1000))

    assert (chart.lines[0].value, chart.lines[0].y) == (0, Decimal("10.0"))
    assert all(line.value <= 0 for line in chart.lines)


def test_more_out_than_in_gets_the_larger_part() -> None:
    chart = drawn((100, 1000))
    (column,) = chart.columns

    assert column.money_in is not None
    assert column.money_out is not None
    assert column.money_out.height > 9 * column.money_in.height
    assert column.money_out.y + column.money_out.height < chart.axis


@pytest.mark.parametrize(
    "values",
    [
        DESIGN,
        ((1, 0),),
        ((0, 1),),
        ((1, 1),),
        ((7, 3), (2, 9)),
        ((LARGEST, 0),),
        ((0, LARGEST),),
        ((LARGEST, 1),),
        ((1, LARGEST),),
        ((LARGEST, LARGEST),) * 12,
        ((999_999, 10_000_001),),
        *(((10**power, 3 * 10**power),) for power in range(15)),
    ],
)
def test_every_chart_stays_inside_reads_evenly_and_compares_truly(values: tuple[tuple[int, int], ...]) -> None:
    chart = drawn(*values)

    assert 2 <= len(chart.lines) <= 6
    assert 0 in {line.value for line in chart.lines}
    gaps = [after.y - before.y for before, after in zip(chart.lines, chart.lines[1:], strict=False)]
    assert all(Decimal("35.9") <= gap <= 175 for gap in gaps)
    zero = next(line.y for line in chart.lines if line.value == 0)
    for bar in (bar for each in chart.columns for bar in (each.money_in, each.money_out) if bar):
        assert 10 <= bar.y <= zero + 1
        assert bar.height >= 1
        assert bar.y + bar.height <= chart.axis - 10


def test_a_step_is_one_a_person_counts_in() -> None:
    for most in (1, 9, 37, 1234, 99_999, 7_654_321, LARGEST):
        steps = {abs(line.value) for line in drawn((most, 0)).lines} - {0}
        assert str(min(steps)).rstrip("0") in {"1", "2", "5"}


def test_shares_are_of_the_largest_wherever_it_stands() -> None:
    assert [str(each) for each in shares_of([187_200, 164_800, 103_625, 57_530, 44_900, 169_470])] == [
        *("100.0", "88.0", "55.4", "30.7", "24.0", "90.5"),
    ]
    assert [str(each) for each in shares_of([1, LARGEST])] == ["0.0", "100.0"]
    assert shares_of([]) == []
    assert [str(each) for each in shares_of([0])] == ["0.0"]
