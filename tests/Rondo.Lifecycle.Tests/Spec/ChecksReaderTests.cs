using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class ChecksReaderTests
{
    const string Full = """
        source: a.csv
        checks:
          rows: { min: 10, max: 1e6, on_fail: warn }
          where: ["bedrooms <= rooms", { condition: a > b, on_fail: quarantine }]
          unique: [order, line]
          age: { min: 0, max: 120, on_fail: quarantine, not_null: 0.95 }
          plan: { in: [gold, silver], matches: "[a-z]+", length: { max: 10 }, not_null: true }
          columns: { rows: { unique: true }, where: { finite: true } }
          on_fail: stop
        """;

    [Fact]
    public void The_words_of_the_section_become_checks()
    {
        var checks = Given.Spec(Given.With("prepare", Full)).Prepare.Checks;

        Assert.Equal(new RowsSpec { Min = 10, Max = 1_000_000, OnFail = "warn" }, checks.Rows);
        Assert.Equal([new WhereSpec("bedrooms <= rooms"), new WhereSpec("a > b", "quarantine")], checks.Where);
        Assert.Equal(["order", "line"], Assert.Single(checks.Unique).Columns);
        Assert.Equal(["age", "plan", "rows", "where"], checks.Columns.Keys);
        Assert.Equal(["not_null", "range"], checks.Columns["age"].Checks.Keys);
        Assert.Equal("quarantine", checks.Columns["age"].OnFail);
        Assert.Equal(["in", "length", "matches", "not_null"], checks.Columns["plan"].Checks.Keys);
        Assert.Equal("stop", checks.OnFail);
    }

    [Theory]
    [InlineData("unique: [a, b]", 1)]
    [InlineData("unique: a", 1)]
    [InlineData("unique: [[a, b], [c], { columns: d, on_fail: warn }]", 3)]
    public void One_key_or_several_are_unique(string text, int keys) =>
        Assert.Equal(keys, Given.Spec(Given.With("prepare", $"source: a.csv\nchecks:\n  {text}")).Prepare.Checks.Unique.Length);

    [Theory]
    [InlineData("checks: { age: { min: 5, max: 3 } }", "bad_check", 5, 25, null)]
    [InlineData("checks: { age: { mni: 5 } }", "unknown_check", 5, 20, "Did you mean 'min'?")]
    [InlineData("checks: { age: { on_fial: warn } }", "unknown_check", 5, 20, "Did you mean 'on_fail'?")]
    [InlineData("checks: { age: { min: 0, on_fail: stpo } }", "unknown_value", 5, 37, "Did you mean 'stop'?")]
    [InlineData("checks: { age: 5 }", "wrong_type", 5, 18, null)]
    [InlineData("checks: { rows: 5 }", "wrong_type", 5, 19, null)]
    [InlineData("checks: { rows: histroy }", "unknown_value", 5, 19, "Did you mean 'history'?")]
    [InlineData("checks: { rows: { min: 5, on_fail: quarantine } }", "unknown_value", 5, 38, null)]
    [InlineData("checks: { rows: { min: 5, max: 3 } }", "bad_check", 5, 19, null)]
    [InlineData("checks: { rows: {} }", "missing_key", 5, 19, null)]
    [InlineData("checks: { a: { matches: '[a' } }", "bad_check", 5, 27, null)]
    [InlineData("checks: { a: { matches: '(a+)\\1' } }", "bad_check", 5, 27, null)]
    [InlineData("checks: { a: { matches: 5 } }", "bad_parameter", 5, 27, null)]
    [InlineData("checks: { a: { in: [] } }", "bad_check", 5, 22, null)]
    [InlineData("checks: { a: { unique: false } }", "wrong_type", 5, 26, "A check that is not wanted is left out.")]
    [InlineData("checks: { a: { not_null: 95 } }", "bad_parameter", 5, 28, null)]
    [InlineData("checks: { a: { length: { mni: 95 } } }", "unknown_parameter", 5, 28, "Did you mean 'min'?")]
    [InlineData("checks: { a: { min: 0, range: { min: 1 } } }", "conflicting_keys", 5, 18, null)]
    [InlineData("checks: { a: { min: 0 }, columns: { a: { max: 1 } } }", "conflicting_keys", 5, 39, null)]
    [InlineData("checks: { where: ['a <'] }", "bad_expression", 5, 25, null)]
    [InlineData("checks: { where: [{ on_fail: warn }] }", "missing_key", 5, 21, null)]
    [InlineData("checks: { unique: [{ column: a }] }", "unknown_key", 5, 24, "Did you mean 'columns'?")]
    public void A_mistake_has_its_code_place_and_hint(string body, string code, int line, int column, string? hint)
    {
        var mistake = Given.Mistakes(Given.With("prepare", "source: a.csv\n" + body)).First(m => m.Code == code);

        Assert.Equal(("rondo.yaml", line, column), (mistake.File, mistake.Line, mistake.Column));
        if (hint is not null) Assert.Equal(hint, mistake.Hint);
    }
}
