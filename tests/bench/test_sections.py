"""Several commands write one document, and none touches what is not its own."""

from pathlib import Path

from bench.sections import write_section


def test_each_section_is_replaced_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "quality.md"
    file.write_text("# Quality\n\nBy hand.\n")
    write_section(file, "demo shop", "| first |")
    write_section(file, "ablation", "| second, \\1 |")
    before = file.read_text()
    file.write_text(before.replace("By hand.", "By hand, anew.") + "\nThe end.\n")
    write_section(file, "demo shop", "| third |")
    after = file.read_text()
    assert after == before.replace("By hand.", "By hand, anew.").replace("| first |", "| third |") + "\nThe end.\n"
    assert after.index("third") < after.index("second")
    write_section(file, "demo shop", "| third |")
    assert file.read_text() == after
