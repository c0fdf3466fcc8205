using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Prepare.Checks;

namespace Rondo.Prepare.Tests.Checks;

public sealed class ChecksTests
{
    static readonly PartCatalog s_parts = new(typeof(ICheck).Assembly);

    static readonly Table s_table = Table.Of(
        ("age", new DoubleColumn([30, -4, double.NaN, 200, double.PositiveInfinity, 0])),
        ("rooms", new IntegerColumn(ColumnType.Int64, [1, 2, 3, 0, 5, 2], [false, false, false, true, false, false])),
        ("bedrooms", new IntegerColumn(ColumnType.Int64, [1, 3, 1, 1, 6, 2])),
        ("plan", TextColumn.From(["gold", "golden", null, "silver", "", "gold"])),
        ("sold", new IntegerColumn(ColumnType.Date, [Day(2020, 1, 1), Day(2019, 12, 31), Day(2020, 6, 1), Day(2021, 1, 1), Day(2020, 1, 1), Day(2020, 12, 31)])),
        ("open", new IntegerColumn(ColumnType.Boolean, [0, 1, 1, 1, 1, 1])));

    /// <summary>The check and its parameters, the column, the code of the failure, the rows that fail from 1 on, and what the message says.</summary>
    public static TheoryData<string, string, string?, string, int[], string> Failures => new()
    {
        { "range", "min=0", "age", "out_of_range", [2], "Column 'age' has 1 value below 0: row 2 (the first is -4)." },
        { "range", "max=120", "age", "out_of_range", [4, 5], "Column 'age' has 2 values above 120: rows 4 and 5 (the first is 200)." },
        { "range", "min=0 max=120.5", "age", "out_of_range", [2, 4, 5], "Column 'age' has 3 values outside 0 to 120.5: rows 2, 4 and 5 (the first is -4)." },
        { "range", "min=1.5 max=4.5", "rooms", "out_of_range", [1, 5], "Column 'rooms' has 2 values outside 1.5 to 4.5: rows 1 and 5 (the first is 1)." },
        { "range", "min=2020-01-01 max=2020-12-31", "sold", "out_of_range", [2, 4], "Column 'sold' has 2 values outside 2020-01-01 to 2020-12-31: rows 2 and 4 (the first is 2019-12-31)." },
        { "in", "values=gold,silver", "plan", "unexpected_value", [2, 5], "Column 'plan' has 2 values that are not one of gold, silver: rows 2 and 5 (the first is 'golden')." },
        { "in", "values=1,2", "rooms", "unexpected_value", [3, 5], "Column 'rooms' has 2 values that are not one of 1, 2: rows 3 and 5 (the first is 3)." },
        { "in", "values=30,0", "age", "unexpected_value", [2, 4, 5], "Column 'age' has 3 values that are not one of 30, 0: rows 2, 4 and 5 (the first is -4)." },
        { "in", "values=true", "open", "unexpected_value", [1], "Column 'open' has 1 value that is not one of true: row 1 (the first is false)." },
        { "unique", "", "plan", "duplicate_key", [6], "Column 'plan' has 1 repeated value: row 6 (the first is 'gold', as in row 1)." },
        { "unique", "columns=rooms,plan", null, "", [], "" },
        { "unique", "columns=rooms,open", null, "duplicate_key", [6], "Columns 'rooms', 'open' have 1 repeated value: row 6 (the first is 2, true, as in row 2)." },
        { "not_null", "", "rooms", "missing_values", [4], "Column 'rooms' misses 1 of 6 values, and a value in every row is expected: row 4." },
        { "not_null", "share=0.9", "rooms", "too_few_present", [4], "Column 'rooms' misses 1 of 6 values, and a value in at least 90% of the rows is expected: row 4." },
        { "not_null", "share=0.8", "rooms", "", [], "" },
        { "matches", "pattern=[a-z]{4}", "plan", "unmatched_text", [2, 4, 5], "Column 'plan' has 3 texts that do not match [a-z]{4}: rows 2, 4 and 5 (the first is 'golden')." },
        { "length", "min=1 max=5", "plan", "wrong_length", [2, 4, 5], "Column 'plan' has 3 texts without 1 to 5 characters: rows 2, 4 and 5 (the first is 'golden' with 6)." },
        { "finite", "", "age", "infinite_value", [5], "Column 'age' has 1 infinite value: row 5 (the first is Infinity)." },
        { "where", "condition=bedrooms <= rooms", null, "failed_condition", [2, 5], "`bedrooms <= rooms` is false in rows 2 and 5 (the first has bedrooms 3, rooms 2)." },
        { "rows", "min=7", null, "too_few_rows", [], "The data have 6 rows; expected are at least 7 rows." },
        { "rows", "max=5", null, "too_many_rows", [], "The data have 6 rows; expected are at most 5 rows." },
        { "rows", "min=6 max=6", null, "", [], "" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_check_names_the_failing_rows(string check, string parameters, string? column, string code, int[] rows, string message)
    {
        var part = Make(check, parameters);
        Assert.Null(part.Problem);
        Assert.Empty(part.Refuse(s_table.Schema, column));

        var result = part.Run(new CheckInput(s_table, column));

        Assert.Equal((code, message), (result.Code ?? "", result.Message));
        Assert.Equal(rows, result.Rows.Select(row => row + 1));
        Assert.Equal(code.Length == 0, result.IsPassed);
    }

    [Fact]
    public void Every_check_fails_once_here_and_is_passed_once()
    {
        var names = s_parts.OfKind("check").Select(p => p.Name);

        Assert.Empty(names.Except(Failures.Where(f => f.Data.Item4.Length > 0).Select(f => f.Data.Item1)));
    }

    [Theory]
    [InlineData("range", "min=5 max=3", "min 5 is above max 3.")]
    [InlineData("range", "", "it has neither min nor max.")]
    [InlineData("range", "min=2020-01-01 max=3", "2020-01-01 and 3 are not of one kind.")]
    [InlineData("in", "", "it lists no value.")]
    [InlineData("length", "min=5 max=3", "min 5 is above max 3.")]
    [InlineData("rows", "min=5 max=3", "min 5 is above max 3.")]
    [InlineData("matches", "", "it gives no pattern.")]
    [InlineData("matches", "pattern=[a", "the pattern is no regular expression")]
    [InlineData("matches", "pattern=(a)\\1", "the pattern is too large, or uses lookaround")]
    [InlineData("matches", "pattern=(?=a)a", "the pattern is too large, or uses lookaround")]
    public void Parameters_that_make_no_sense_are_told(string check, string parameters, string problem) =>
        Assert.StartsWith(problem, Make(check, parameters).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("range", "min=0", "plan", "Only numbers and times have a range; column 'plan' is text.")]
    [InlineData("range", "min=0", "sold", "The bound 0 does not fit column 'sold', which is date.")]
    [InlineData("range", "min=soon", "sold", "The bound soon does not fit column 'sold', which is date.")]
    [InlineData("in", "values=many", "rooms", "'many' can't be a value of column 'rooms', which is int64.")]
    [InlineData("matches", "pattern=a", "age", "Only texts match a pattern; column 'age' is double.")]
    [InlineData("length", "min=1", "age", "Only texts have a length; column 'age' is double.")]
    [InlineData("unique", "columns=romos", null, "There is no column 'romos'.")]
    [InlineData("where", "condition=rooms + 1", null, "The condition gives int64; expected true or false.")]
    [InlineData("where", "condition=romos > 1", null, "There is no column 'romos'.")]
    public void A_check_that_does_not_fit_the_columns_says_so(string check, string parameters, string? column, string message) =>
        Assert.StartsWith(message, Assert.Single(Make(check, parameters).Refuse(s_table.Schema, column)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_would_backtrack_for_ever_is_done_at_once()
    {
        var table = Table.Of(("a", TextColumn.From([new string('a', 100_000) + "!"])));

        var result = new RegexCheck { Pattern = "(a+)+" }.Run(new CheckInput(table, "a"));

        Assert.Equal([0], result.Rows);
        Assert.True(result.Message.Length < 200, result.Message);
    }

    [Fact]
    public void Rows_are_told_by_the_numbers_of_the_source_and_only_the_first_few()
    {
        var table = Table.Of(("a", new DoubleColumn([.. Enumerable.Repeat(-1.0, 100)])));

        var result = new RangeCheck { Min = 0L }.Run(new CheckInput(table, "a") { Numbers = [.. Enumerable.Range(0, 100).Select(i => 1000 + i)] });

        Assert.Equal("Column 'a' has 100 values below 0: rows 1000, 1001, 1002, 1003, 1004 and 95 more (the first is -1).", result.Message);
    }

    [Fact]
    public void A_table_without_rows_passes_whatever_is_asked_of_values()
    {
        var empty = s_table.Take([]);

        Assert.All(Failures.Where(f => f.Data.Item1 != "rows"), f =>
            Assert.True(Make(f.Data.Item1, f.Data.Item2).Run(new CheckInput(empty, f.Data.Item3)).IsPassed, f.Data.Item1));
    }

    static ICheck Make(string check, string parameters)
    {
        var part = s_parts.Find<ICheck>(check)!;
        var values = parameters.Length == 0 ? [] : (check is "where" ? [parameters] : parameters.Split(' ')).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Value(part, p[0], p[1]));
        return s_parts.Create<ICheck>(check, values);
    }

    static object? Value(PartInfo part, string name, string text)
    {
        var type = part.Parameters.Single(p => p.Name == name).Property.PropertyType;
        return type.IsArray ? text.Split(',').Select(Typed).ToArray() : type == typeof(string) ? text : Typed(text);
    }

    static object? Typed(string text) =>
        text is "true" ? true
        : long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : text;

    static long Day(int year, int month, int day) => CivilCalendar.DaysFromCivil(year, month, day);
}
