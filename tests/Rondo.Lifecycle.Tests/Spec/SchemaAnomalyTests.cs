using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>Thirty ways in which new data go wrong, each told by code and column; and data of the same kind that pass.</summary>
public sealed class SchemaAnomalyTests
{
    static readonly SchemaFile s_inferred = Parsed(SchemaFile.Infer(new Shop().Read()).ToYaml());

    /// <summary>The inferred schema after a person's review.</summary>
    static readonly SchemaFile s_reviewed = Parsed("""
        rows: { min: 100, max: 10000 }
        unique: [city, sold]
        columns:
          id: { type: int64, unique: true }
          age: { type: int64, min: 18, max: 120, present: 0.8 }
          plan: { type: text, nullable: false, in: [gold, silver, basic] }
          city: { type: text, length: { min: 6, max: 8 } }
          area: { type: double, nullable: false, finite: true, min: 0 }
          rooms: { type: int64 }
          sold: { type: date, min: 2020-01-01, max: 2030-01-01 }
          member: { type: boolean }
          code: { type: text, matches: "A-[0-9]{3,4}" }
          price: { type: double, max: 1000 }
        """);

    static readonly (string What, bool IsReviewed, Func<Shop, Shop> Spoil, string Code, string? Column, long? Row)[] s_anomalies =
    [
        ("a new column", false, s => s.Add("note", _ => "x"), "new_column", "note", null),
        ("a column renamed, seen as missing", false, s => s.Rename("area", "areas"), "missing_column", "area", null),
        ("a column renamed, seen as new", false, s => s.Rename("area", "areas"), "new_column", "areas", null),
        ("a missing column", false, s => s.Remove("rooms"), "missing_column", "rooms", null),
        ("a word among whole numbers", false, s => s.Set("age", 77, "n/a"), "retyped_column", "age", 77),
        ("a word among numbers", false, s => s.Set("area", 9, "12,5".Replace(',', ';')), "retyped_column", "area", 9),
        ("a fraction among whole numbers", false, s => s.Set("rooms", 30, "2.5"), "retyped_column", "rooms", 30),
        ("a date of another form", false, s => s.Set("sold", 5, "31/12/2020"), "retyped_column", "sold", 5),
        ("a time among dates", false, s => s.Set("sold", 5, "2020-12-31T10:00:00"), "retyped_column", "sold", null),
        ("a word among true and false", false, s => s.Set("member", 600, "maybe"), "retyped_column", "member", 600),
        ("numbers that became true and false", false, s => s.Set("rooms", _ => true, _ => "true"), "retyped_column", "rooms", null),
        ("dates that became numbers", false, s => s.Set("sold", _ => true, _ => "20200101"), "retyped_column", "sold", null),
        ("an unknown value", false, s => s.Set("plan", 50, "platinum"), "unexpected_value", "plan", 50),
        ("another spelling", false, s => s.Set("plan", 51, "Gold"), "unexpected_value", "plan", 51),
        ("a space behind a value", false, s => s.Set("plan", 52, "gold "), "unexpected_value", "plan", 52),
        ("many blanks in a column that was full", false, s => s.Set("area", i => i % 10 < 3, _ => ""), "too_few_present", "area", 1),
        ("more blanks than there were", false, s => s.Set("age", i => i % 2 == 0, _ => ""), "too_few_present", "age", null),
        ("nothing in a column", false, s => s.Set("price", _ => true, _ => ""), "too_few_present", "price", 1),
        ("NaN in many rows", false, s => s.Set("price", i => i % 5 == 0, _ => "NaN"), "too_few_present", "price", 1),
        ("a file cut short", false, s => s.Keep(50), "too_few_rows", null, null),
        ("a single row", false, s => s.Keep(1), "too_few_rows", null, null),
        ("an infinite number", false, s => s, "infinite_value", "area", 4),
        ("one NaN where none may be", true, s => s.Set("area", 10, "NaN"), "missing_values", "area", 10),
        ("one blank where none may be", true, s => s.Set("plan", 11, ""), "missing_values", "plan", 11),
        ("a number too small", true, s => s.Set("age", 12, "-1"), "out_of_range", "age", 12),
        ("a number too large", true, s => s.Set("price", 13, "1000.5"), "out_of_range", "price", 13),
        ("a date too late", true, s => s.Set("sold", 14, "2031-01-01"), "out_of_range", "sold", 14),
        ("a key twice", true, s => s.Set("id", 600, "10000"), "duplicate_key", "id", 600),
        ("two columns twice together", true, s => s.Set("city", 16, "city 1").Set("city", 15, "city 1").Set("sold", 16, "2020-01-15"), "duplicate_key", null, 16),
        ("a code of another form", true, s => s.Set("code", 17, "B-117"), "unmatched_text", "code", 17),
        ("a text too long", true, s => s.Set("city", 18, "city of nowhere"), "wrong_length", "city", 18),
        ("too many rows", true, _ => new Shop(10_001), "too_many_rows", null, null),
    ];

    public static TheoryData<int, string> Anomalies => [.. s_anomalies.Select((a, i) => (i, a.What))];

    [Theory]
    [MemberData(nameof(Anomalies))]
    public void An_anomaly_is_named_by_code_column_and_row_and_ends_with_code_4(int index, string what)
    {
        var (_, isReviewed, spoil, code, column, row) = s_anomalies[index];
        var schema = isReviewed ? s_reviewed : s_inferred;

        var mistakes = Assert.Throws<RondoException>(() => schema.Enforce(Spoilt(spoil, code, schema))).Mistakes;

        var found = mistakes.Where(m => m.Code == code && m.Field == column).ToArray();
        Assert.True(found.Length == 1, $"{what}: {string.Join("; ", mistakes)}");
        if (row is not null) Assert.Equal(row, found[0].Row);
        Assert.All(mistakes, m => Assert.Equal((Blame.Check, "schema.yaml"), (m.Blame, m.File)));
        Assert.Contains("rondo schema accept", found[0].Hint, StringComparison.Ordinal);
        Assert.Equal(4, (int)mistakes.Max(m => m.Blame));
    }

    [Fact]
    public void There_are_thirty_and_every_code_of_the_guide() =>
        Assert.Equal((32, 13), (s_anomalies.Length, s_anomalies.Select(a => a.Code).Distinct().Count()));

    [Theory]
    [InlineData(1, 600)]
    [InlineData(2, 600)]
    [InlineData(3, 5000)]
    [InlineData(4, 100)]
    [InlineData(5, 60)]
    public void Other_data_of_the_same_kind_pass(ulong seed, int rows)
    {
        var shop = new Shop(rows, seed);
        // A blank here and there, an unknown city, a number beyond those seen: new data have that.
        shop.Set("area", 3, "").Set("price", 7, "1234567").Set("city", 2, "city of nowhere").Set("id", 1, "-5");

        Assert.Equal(rows, s_inferred.Enforce(shop.Read(s_inferred)).RowCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_clean_twin_passes_the_reviewed_schema(ulong seed) =>
        Assert.Equal(600, s_reviewed.Enforce(new Shop(600, seed).Read(s_reviewed)).RowCount);

    [Fact]
    public void An_optional_column_may_be_missing()
    {
        var schema = Parsed(s_inferred.ToYaml().Replace("  rooms:\n    type: int64", "  rooms:\n    type: int64\n    required: false", StringComparison.Ordinal));

        Assert.Equal(9, schema.Enforce(new Shop().Remove("rooms").Read(schema)).Columns.Length);
    }

    [Fact]
    public void Ten_thousand_other_columns_are_told_in_bounded_time()
    {
        static Table Wide(string prefix) => Table.Of(Enumerable.Range(0, 10_000).Select(i => ($"{prefix} column {i}", (Column)new IntegerColumn(ColumnType.Int64, [1, 2]))));
        var schema = SchemaFile.Infer(Wide("first"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var mistakes = Assert.Throws<RondoException>(() => schema.Enforce(Wide("other"))).Mistakes;
        SchemaUpdate.Of(schema, Wide("other"));
        new SchemaFile([.. schema.Columns.Select(c => c with { Type = ColumnType.Double })]).Enforce(Wide("first"));

        Assert.Equal(20_000, mistakes.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }

    // Text files have no infinite number; Parquet has.
    static Table Spoilt(Func<Shop, Shop> spoil, string code, SchemaFile schema)
    {
        var table = spoil(new Shop()).Read(schema);
        if (code != "infinite_value") return table;
        var values = (double[])((DoubleColumn)table["area"]).Values.Clone();
        values[3] = double.NegativeInfinity;
        return table.With("area", new DoubleColumn(values));
    }

    static SchemaFile Parsed(string text) => SchemaFile.Parse(Encoding.UTF8.GetBytes(text), "schema.yaml");
}
