using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class SchemaFileTests
{
    static readonly Table s_table = Table.Of(
        ("price", new DoubleColumn([1.5, double.NaN, 3])),
        ("rooms", new IntegerColumn(ColumnType.Int64, [1, 2, 3])),
        ("yes", TextColumn.From(["a", "b", "c"])),
        ("sold: on", new IntegerColumn(ColumnType.Date, [1, 2, 3])));

    [Fact]
    public void The_written_file_reads_back()
    {
        WithFile(SchemaFile.Infer(s_table).ToYaml(), path =>
        {
            var schema = SchemaFile.Read(path)!;

            Assert.Equal(SchemaFile.Infer(s_table).Columns.Select(c => c with { Seen = null }), schema.Columns.Select(c => c with { At = null, Checks = new SchemaColumn("", default).Checks }));
            Assert.All(schema.Columns, c => Assert.Empty(c.Checks.Checks));
            Assert.Equal(["yes"], schema.TypesForReading.Keys);
            Assert.Same(s_table["yes"], schema.Enforce(s_table)["yes"]);
        });
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_schema() => Assert.Null(SchemaFile.Read("no/such/schema.yaml"));

    [Fact]
    public void What_differs_is_told_together_and_is_a_failed_check()
    {
        WithFile("columns:\n  price: { type: double }\n  room: { type: int64 }\n  yes: { type: date }\n  \"sold: on\": { type: date }\n", path =>
        {
            var fault = Assert.Throws<RondoException>(() => SchemaFile.Read(path)!.Enforce(s_table));

            Assert.Equal(
                [("missing_column", "room", 3), ("retyped_column", "yes", 4), ("new_column", "rooms", null)],
                fault.Mistakes.Select(m => (m.Code, m.Field, m.Line)));
            Assert.All(fault.Mistakes, m => Assert.Equal(Blame.Check, m.Blame));
            Assert.Equal("Is it 'rooms' now? Then rename it there or in the schema file. If the data are right, `rondo schema accept` takes them as they are.", fault.Mistakes[0].Hint);
        });
    }

    [Fact]
    public void Whole_numbers_are_doubles_where_the_schema_says_so()
    {
        var schema = new SchemaFile([new SchemaColumn("a", ColumnType.Double)]);
        var table = Table.Of(("a", new IntegerColumn(ColumnType.Int64, [1, 0], [false, true])));

        var enforced = Assert.IsType<DoubleColumn>(schema.Enforce(table)["a"]);

        Assert.Equal([1, double.NaN], enforced.Values);
    }

    [Fact]
    public void Doubles_are_not_whole_numbers()
    {
        var schema = new SchemaFile([new SchemaColumn("a", ColumnType.Int64)]);

        var fault = Assert.Throws<RondoException>(() => schema.Enforce(Table.Of(("a", new DoubleColumn([1.5])))));

        Assert.Equal("retyped_column", fault.Mistakes[0].Code);
    }

    [Fact]
    public void A_column_without_values_takes_the_type_that_is_declared()
    {
        var schema = new SchemaFile([new SchemaColumn("a", ColumnType.Timestamp), new SchemaColumn("b", ColumnType.Text), new SchemaColumn("c", ColumnType.Double)]);
        var nothing = new IntegerColumn(ColumnType.Int64, [0, 0], [true, true]);

        var enforced = schema.Enforce(Table.Of(("a", nothing), ("b", nothing), ("c", nothing)));

        Assert.Equal([ColumnType.Timestamp, ColumnType.Text, ColumnType.Double], enforced.Schema.Fields.Select(f => f.Type));
        Assert.All(enforced.Columns, c => Assert.Equal(2, c.CountMissing()));
    }

    [Fact]
    public void Missing_values_are_refused_only_where_the_file_says_so()
    {
        Assert.Same(s_table["price"], new SchemaFile(SchemaFile.Infer(s_table).Columns).Enforce(s_table)["price"]);
        var strict = new SchemaFile([.. SchemaFile.Infer(s_table).Columns.Select(c => c with { IsNullable = false })]);

        var mistake = Assert.Single(Assert.Throws<RondoException>(() => strict.Enforce(s_table)).Mistakes);

        Assert.Equal(("missing_values", "price", 2L), (mistake.Code, mistake.Field, mistake.Row));
    }

    [Theory]
    [InlineData("columns:\n  a: { type: doubel }\n", "unknown_value", 2, 14)]
    [InlineData("columns:\n  a: { typ: double }\n", "unknown_key", 2, 8)]
    [InlineData("columns:\n  a: double\n", "wrong_type", 2, 6)]
    [InlineData("columns:\n  a: { type: double, nullable: yes }\n", "wrong_type", 2, 32)]
    [InlineData("colums: {}\n", "missing_key", 1, 1)]
    [InlineData("columns:\n  a: { type: double, min: 5, max: 3 }\n", "bad_check", 2, 27)]
    [InlineData("columns:\n  a: { type: double, mni: 5 }\n", "unknown_key", 2, 22)]
    [InlineData("columns:\n  a: { type: text, min: 5 }\n", "wrong_column_type", 2, 3)]
    [InlineData("columns:\n  a: { type: text, on_fail: warn }\n", "unknown_key", 2, 20)]
    [InlineData("columns:\n  a: { type: text, present: 95 }\n", "out_of_range", 2, 29)]
    [InlineData("columns:\n  a: { type: text, matches: '(' }\n", "bad_check", 2, 29)]
    [InlineData("rows: any\ncolumns:\n  a: { type: text }\n", "wrong_type", 1, 7)]
    [InlineData("unique: [b]\ncolumns:\n  a: { type: text }\n", "unknown_column", 1, 9)]
    [InlineData("- a\n", "wrong_type", 1, 1)]
    [InlineData("", "empty_file", 1, 1)]
    public void Mistakes_in_the_file_have_their_place(string text, string code, int line, int column)
    {
        WithFile(text, path =>
        {
            var mistake = Assert.Throws<RondoException>(() => SchemaFile.Read(path)).Mistakes[0];

            Assert.Equal((code, path, line, column, Blame.User), (mistake.Code, mistake.File, mistake.Line, mistake.Column, mistake.Blame));
        });
    }

    static void WithFile(string text, Action<string> act)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            act(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
