using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Profile;

namespace Rondo.Prepare.Tests.Profile;

public sealed class DataAlertTests
{
    const int Rows = 400;

    static readonly CounterRandom _random = new(7, "data_alerts");

    // By code: a column with the defect, and its clean twin.
    static readonly Dictionary<string, (Func<int, object?> Defect, Func<int, object?> Clean)> _columns = new()
    {
        ["empty_column"] = (_ => double.NaN, i => Bell(i, 20)),
        ["constant_column"] = (_ => "north", i => Pick(i, "north", "south", "east")),
        ["near_constant"] = (i => i is 17 or 200 ? 6.0 : 5.0, i => i % 3 == 0 ? 6.0 : 5.0),
        ["missing_values"] = (i => i % 10 == 3 ? double.NaN : Bell(i, 21), i => i % 50 == 3 ? double.NaN : Bell(i, 21)),
        ["infinite_values"] = (i => i == 5 ? double.PositiveInfinity : Bell(i, 22), i => Bell(i, 22)),
        ["mostly_zeros"] = (i => _random.Uniform((ulong)i) < 0.93 ? 0.0 : i, i => _random.Uniform((ulong)i) < 0.3 ? 0.0 : i),
        ["skewed"] = (i => Math.Pow(400.0 / (i * 7 % 400 + 1), 2), i => i * 7 % 400 + 1.0),
        ["outliers"] = (i => i == 100 ? 10_000 : Bell(i, 23), i => Bell(i, 23)),
        ["duplicate_columns"] = (i => Bell(i, 1), i => Bell(i, 24)),
        ["high_correlation"] = (i => Bell(i, 1) + 0.01 * Bell(i, 25), i => Bell(i, 1) + Bell(i, 25)),
        ["high_cardinality"] = (i => $"k{i % 150}", i => $"k{i % 20}"),
        ["unique_values"] = (i => $"user-{i * 7919}x", i => $"user-{i % 20}x"),
        ["spelling_variants"] = (i => i % 40 == 0 ? "hamburg" : Pick(i, "Hamburg", "Madrid"), i => Pick(i, "Hamburg", "Madrid")),
        ["dates_as_text"] = (i => $"{i % 28 + 1:00}/{i % 12 + 1:00}/20{i % 20:00}", i => Pick(i, "spring", "autumn")),
        ["dates_as_numbers"] = (i => 20200101L + i % 12 * 100 + i % 28, i => 20200101L + i * 37 % 400),
        ["numbers_as_text"] = (i => string.Create(CultureInfo.InvariantCulture, $"${i % 40 + 1},{i % 9}00.50"), i => Pick(i, "cheap", "dear")),
        ["mixed_types"] = (i => i % 25 == 0 ? "low" : $"{i % 90 + 10}", i => Pick(i, "low", "high")),
        ["placeholder_values"] = (i => i % 30 == 0 ? "N/A" : Pick(i, "red", "green"), i => Pick(i, "red", "green")),
        ["surrounding_spaces"] = (i => i % 60 == 0 ? " wood" : Pick(i, "wood", "stone"), i => Pick(i, "wood", "stone")),
        ["imbalanced"] = (i => i % 33 == 0 ? "yes" : "no", i => i % 3 == 0 ? "yes" : "no"),
        ["unsorted_time"] = (i => new DateTime(2024, 1, 1).AddHours(i % 97 == 50 ? i - 9 : i), i => new DateTime(2024, 1, 1).AddHours(i)),
        ["truncated_text"] = (i => Sentence(i)[..Math.Min(40, Sentence(i).Length)], Sentence),
        ["damaged_encoding"] = (i => i % 90 == 0 ? "cafÃ©" : Pick(i, "bar", "tea room"), i => i % 9 == 0 ? "café" : Pick(i, "bar", "tea room")),
        ["formula_values"] = (i => i % 90 == 0 ? "=SUM(A1:A9)" : Pick(i, "small", "large"), i => Pick(i, "small", "large")),
    };

    public static TheoryData<string> Codes => [.. _columns.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_is_raised_once_on_its_defect_and_never_on_its_clean_twin(string code)
    {
        var (defect, clean) = _columns[code];

        var alert = Assert.Single(DataProfile.Of(Base().With("seeded", ColumnOf(defect))).Alerts);

        Assert.Equal((code, "seeded"), (alert.Code, alert.Column));
        Assert.NotEmpty(alert.Evidence);
        Assert.All([alert.Message, alert.Hint], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.Empty(DataProfile.Of(Base().With("seeded", ColumnOf(clean))).Alerts);
    }

    [Fact]
    public void Duplicate_rows_are_told_of_the_table()
    {
        var table = Base();

        var alert = Assert.Single(DataProfile.Of(table.Take([.. Enumerable.Range(0, Rows).SelectMany(row => row is 3 or 4 or 5 ? [row, row] : new[] { row })])).Alerts);

        Assert.Equal(("duplicate_rows", null, 3.0), (alert.Code, alert.Column, alert.Evidence["rows"]));
        Assert.Empty(DataProfile.Of(table).Alerts);
    }

    [Fact]
    public void There_is_a_test_for_every_kind_of_alert() =>
        Assert.Equal(new PartCatalog(typeof(IDataAlert).Assembly).OfKind("data_alert").Select(p => p.Name), _columns.Keys.Append("duplicate_rows").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("placeholder_values", -999.0)]
    [InlineData("placeholder_values", 9999.0)]
    public void A_number_far_below_all_others_may_stand_for_a_missing_one(string code, double placeholder)
    {
        var column = ColumnOf(i => i % 50 == 0 ? placeholder : 20 + 5 * Bell(i, 30));

        var alert = Assert.Single(DataProfile.Of(Base().With("seeded", column)).Alerts);

        Assert.Equal((code, "seeded", 8.0), (alert.Code, alert.Column, alert.Evidence["rows"]));
    }

    [Fact]
    public void Numbers_that_only_a_word_for_missing_keeps_text_are_told_once()
    {
        var alert = Assert.Single(DataProfile.Of(Base().With("seeded", ColumnOf(i => i % 50 == 0 ? "unknown" : $"{i % 90 + 10}"))).Alerts);

        Assert.Equal(("placeholder_values", 8.0), (alert.Code, alert.Evidence["rows"]));
    }

    [Fact]
    public void A_row_number_is_an_identifier_and_a_rare_class_makes_a_target_imbalanced()
    {
        var table = Base().With("row", ColumnOf(i => (long)i + 1)).With("label", ColumnOf(i => i % 40 == 0 ? "fraud" : "fine"));

        var alerts = DataProfile.Of(table, new ProfileOptions { Target = "label" }).Alerts;

        Assert.Equal([("imbalanced", "label"), ("unique_values", "row")], alerts.Select(a => (a.Code, a.Column!)));
    }

    [Fact]
    public void Thousands_of_defects_of_one_kind_are_summed_up()
    {
        var table = Table.Of(Enumerable.Range(0, 3000).Select(j => ($"c{j}", (Column)new DoubleColumn([1, 1, 1]))));

        var alerts = DataProfile.Of(table).Alerts;

        Assert.Equal(21, alerts.Length);
        Assert.Equal((null, 2980.0), (alerts[^1].Column, alerts[^1].Evidence["alerts"]));
    }

    [Theory]
    [InlineData("california_housing.csv", "median_house_value", "")]
    [InlineData("iris.csv", "species", "duplicate_rows")]
    [InlineData("penguins.csv", "species", "")]
    [InlineData("titanic.csv", "Survived", "high_cardinality Ticket, high_cardinality Cabin, missing_values Age, missing_values Cabin, unique_values PassengerId")]
    [InlineData("bike_sharing_hour.csv", "cnt", "high_correlation atemp, mixed_types instant")]
    public void On_real_data_only_what_is_there_is_told(string file, string target, string expected)
    {
        var alerts = DataProfile.Of(GoldenProfiles.RealTable(file), new ProfileOptions { Target = target, Threads = 2 }).Alerts;

        Assert.Equal(expected, string.Join(", ", alerts.Select(a => $"{a.Code} {a.Column}".Trim())));
    }

    static Table Base() => Table.Of(
        ("score", ColumnOf(i => Bell(i, 1))),
        ("age", ColumnOf(i => (long)(18 + 60 * _random.Uniform((ulong)(i + 10_000))))),
        ("income", ColumnOf(i => Math.Round(Functions.Exp(Bell(i, 2)) * 1000, 2))),
        ("city", ColumnOf(i => Pick(i + 77, "Berlin", "Paris", "Rome", "Oslo"))),
        ("member", ColumnOf(i => _random.Uniform((ulong)(i + 20_000)) < 0.4)),
        ("day", ColumnOf(i => new DateTime(2023, 1, 1).AddDays(i))),
        ("comment", ColumnOf(i => Sentence(i + 1))));

    static double Bell(int row, int stream)
    {
        var random = _random.Child((ulong)stream);
        return Math.Round(Enumerable.Range(0, 6).Sum(k => random.Uniform((ulong)(6 * row + k))) - 3, 4);
    }

    static string Pick(int row, params string[] values) => values[_random.Below((ulong)(row + 5000), values.Length)];

    static string Sentence(int row)
    {
        string[] words = ["the", "house", "has", "many", "rooms", "with", "light", "garden", "small", "windows", "behind", "trees"];
        return string.Join(' ', Enumerable.Range(0, 4 + row * 7 % 9).Select(k => words[_random.Below((ulong)(row * 31 + k), words.Length)]));
    }

    static Column ColumnOf(Func<int, object?> value)
    {
        object?[] values = [.. Enumerable.Range(0, Rows).Select(value)];
        return values[0] switch
        {
            double or int => new DoubleColumn(Array.ConvertAll(values, v => Convert.ToDouble(v, CultureInfo.InvariantCulture))),
            long => new IntegerColumn(ColumnType.Int64, Array.ConvertAll(values, v => (long)v!)),
            bool => new IntegerColumn(ColumnType.Boolean, Array.ConvertAll(values, v => (bool)v! ? 1L : 0L)),
            DateTime => new IntegerColumn(ColumnType.Timestamp, Array.ConvertAll(values, v => (((DateTime)v!).Ticks - DateTime.UnixEpoch.Ticks) / 10)),
            _ => TextColumn.From(Array.ConvertAll(values, v => (string?)v)),
        };
    }
}
