using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Tests.Reports;
using Rondo.Lifecycle.Tests.Spec;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class DataChecksTests
{
    static readonly Table s_homes = Table.Of(
        ("rooms", new IntegerColumn(ColumnType.Int64, [3, 2, 5, 4, 1])),
        ("bedrooms", new IntegerColumn(ColumnType.Int64, [1, 4, 2, 2, 1])),
        ("age", new DoubleColumn([10, 20, -5, 30, 500])),
        ("note", TextColumn.From(["ok", "=1+1", null, "a, \"b\"", "-7"])));

    [Fact]
    public void What_stops_is_told_together_with_its_place_column_and_row()
    {
        var fault = Assert.Throws<RondoException>(() => Check("""
            checks:
              rows: { min: 10 }
              age: { min: 0, max: 120 }
              note: { not_null: true }
              where: ["bedrooms <= rooms"]
            """));

        Assert.Equal(["too_few_rows", "failed_condition", "out_of_range", "missing_values"], fault.Mistakes.Select(m => m.Code));
        Assert.All(fault.Mistakes, m => Assert.Equal((Blame.Check, "rondo.yaml"), (m.Blame, m.File)));
        Assert.Equal([(6, null), (9, 2L), (7, 3L), (8, 3L)], fault.Mistakes.Select(m => (m.Line!.Value, m.Row)));
        Assert.Equal(["age", "note"], fault.Mistakes.Skip(2).Select(m => m.Field));
    }

    [Fact]
    public void A_warning_is_an_alert_and_the_rows_stay()
    {
        var data = Check("checks: { age: { min: 0, on_fail: warn }, rooms: { min: 0 } }");
        var report = Kept(data);

        Assert.Same(s_homes, data.Table);
        Assert.Equal(("out_of_range", "age"), (report.Alerts[0].Code, report.Alerts[0].Column));
        Assert.Equal([("age", false, 1L), ("rooms", true, 0L)], report.Checks.Select(c => (c.Subject, c.Passed, c.Rows)));
        Assert.Contains("1 of 2 passed.", ReportPage.Render(report, ChartScripts.None), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_set_aside_before_the_other_checks_which_count_as_the_source_does()
    {
        var data = Check("""
            checks:
              where: [{ condition: bedrooms <= rooms, on_fail: quarantine }]
              age: { min: 0, on_fail: quarantine }
              rooms: { max: 3, on_fail: warn }
            """);

        Assert.Equal([1, 4, 5], data.Numbers!);
        Assert.Equal(3, data.Table.RowCount);
        Assert.Equal("Column 'rooms' has 1 value above 3: row 4 (the first is 4).", data.Outcomes.Single(o => o.Declared.Column == "rooms").Result.Message);
    }

    [Fact]
    public void Rows_set_aside_are_kept_with_number_and_reasons_and_no_cell_is_a_formula()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-checks-").FullName;
        try
        {
            var data = Check("""
                checks:
                  note: { in: [ok, "=1+1"] }
                  where: ["bedrooms <= rooms"]
                  age: { min: 0, max: 120 }
                  on_fail: quarantine
                """);

            var report = data.Keep(folder)(ExampleReports.Regression());

            Assert.Equal("""
                row,reason,rooms,bedrooms,age,note
                2,"where: failed_condition, expected bedrooms <= rooms",2,4,20,'=1+1
                3,"age: out_of_range, expected 0 to 120",5,2,-5,
                4,"note: unexpected_value, expected one of ok, =1+1",4,2,30,"a, ""b""\"
                5,"age: out_of_range, expected 0 to 120; note: unexpected_value, expected one of ok, =1+1",1,1,500,-7

                """.ReplaceLineEndings("\n").Replace("\"\"\\\"", "\"\"\"", StringComparison.Ordinal), File.ReadAllText(Path.Combine(folder, "quarantine.csv")));
            Assert.Equal(["quarantine.csv"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
            Assert.Equal(new DroppedRows("set aside by checks", 4), report.Rows.Dropped[0]);
            Assert.Contains(Path.Combine(folder, "quarantine.csv"), report.Alerts.Single(a => a.Code == "quarantined_rows").Message, StringComparison.Ordinal);
            Assert.Equal([1], data.Numbers!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void When_no_row_is_left_the_run_stops()
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Check("checks: { age: { min: 1000, on_fail: quarantine } }")).Mistakes);

        Assert.Equal(("out_of_range", Blame.Check), (mistake.Code, mistake.Blame));
        Assert.Contains("No row is left", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checks_that_do_not_fit_the_columns_are_mistakes_of_the_file_told_with_the_others()
    {
        var text = Given.With("prepare", """
            source: a.csv
            drop: [nothere]
            checks:
              ages: { min: 0, not_null: true }
              note: { min: 0 }
              where: ["rooms < bedroms"]
            """);
        var document = SpecReader.Parse(text.Replace("target: y", "target: age", StringComparison.Ordinal));

        Assert.Same(s_homes, DataChecks.Run(document, s_homes).Table);
        var mistakes = Assert.Throws<RondoException>(() => SpecResolver.Resolve(document, s_homes)).Mistakes.Where(m => m.Code != "too_few_rows").ToArray();

        Assert.Equal(["unknown_column", "unknown_column", "wrong_column_type", "unknown_column"], mistakes.Select(m => m.Code));
        Assert.Equal([5, 7, 8, 9], mistakes.Select(m => m.Line!.Value));
        Assert.Equal("Did you mean 'age'?", mistakes[1].Hint);
        Assert.All(mistakes, m => Assert.Equal(Blame.User, m.Blame));
    }

    static CheckedData Check(string section) => DataChecks.Run(SpecReader.Parse(Given.With("prepare", $"source: a.csv\n{section}")), s_homes);

    static RunReport Kept(CheckedData data) => data.Keep(Path.GetTempPath())(ExampleReports.Regression());
}
