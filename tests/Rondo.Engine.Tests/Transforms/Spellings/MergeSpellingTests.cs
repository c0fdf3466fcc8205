using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Spellings;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms.Spellings;

public class MergeSpellingTests
{
    // Twelve spellings of four countries.
    static readonly (string Spelling, int Rows, string Meant)[] _countries =
    [
        ("USA", 40, "USA"), (" usa", 5, "USA"), ("U.S.A.", 7, "USA"), ("Usa", 3, "USA"),
        ("germany", 9, "Germany"), ("Germany ", 4, "Germany"), ("Germny", 2, "Germany"), ("Germany", 30, "Germany"),
        ("France", 25, "France"), ("FRANCE", 6, "France"),
        ("São Tomé", 20, "São Tomé"), ("Sao  Tome", 3, "São Tomé"),
    ];

    static readonly Table _rows = Table.Of(("country", Texts([.. _countries.SelectMany(c => Enumerable.Repeat(c.Spelling, c.Rows)), null])));

    [Fact]
    public void Twelve_spellings_of_four_countries_become_four()
    {
        var merged = TextsOf(FitApply(new MergeSpelling(), _rows), "country");

        Assert.Equal([.. _countries.SelectMany(c => Enumerable.Repeat(c.Meant, c.Rows)), null], merged);
    }

    [Fact]
    public void Suggestions_say_what_would_be_merged()
    {
        var suggestions = SpellingSuggestion.Of(_rows);

        Assert.Equal(["France", "Germany", "São Tomé", "USA"], suggestions.Select(s => s.Canonical));
        Assert.Equal([new("Germany", 30), new("germany", 9), new("Germany ", 4), new("Germny", 2)], suggestions[1].Variants);
        Assert.All(suggestions, s => Assert.Equal("country", s.Column));
    }

    [Fact]
    public void Later_rows_follow_the_same_rules_in_spellings_never_seen()
    {
        var later = Table.Of(("country", Texts("U. S. A", "GERMANY", "Gremany", "Gérmany", "Frence", "Spain", null, "?", "\ud800")));

        Assert.Equal(["USA", "Germany", "Germany", "Germany", "Frence", "Spain", null, "?", "\ud800"], TextsOf(Fit(new MergeSpelling(), _rows).Apply(later), "country"));
    }

    [Theory]
    [InlineData("male", "female")]
    [InlineData("A1", "A2")]
    [InlineData("NEAR BAY", "NEAR OCEAN")]
    [InlineData("INLAND", "ISLAND")]
    [InlineData("typical", "atypical")]
    [InlineData("C", "C++")]
    [InlineData("A", "A-")]
    [InlineData("15", "1.5")]
    [InlineData("1-2", "12")]
    [InlineData("5", "-5")]
    [InlineData("Germany", "German")]
    [InlineData("Austria", "Australia")]
    [InlineData("Niger", "Nigeria")]
    [InlineData("North Carolina", "South Carolina")]
    [InlineData("Virginia", "West Virginia")]
    [InlineData("engineer i", "engineer ii")]
    [InlineData("hyperthyroidism", "hypothyroidism")]
    [InlineData("known", "unknown")]
    [InlineData("<=50K", ">50K")]
    public void Values_that_only_look_alike_stay_apart(string frequent, string rare)
    {
        Assert.Empty(SpellingSuggestion.Of(Table.Of(("w", Texts([.. Enumerable.Repeat(frequent, 1000), rare])))));
        Assert.Empty(SpellingSuggestion.Of(Table.Of(("w", Texts([.. Enumerable.Repeat(rare, 1000), frequent])))));
    }

    [Theory]
    [InlineData("Massachusetts", "Massachusets")]
    [InlineData("International", "Intrnationl")]
    [InlineData("New York", "new-york")]
    [InlineData("Switzerland", "Switserland")]
    [InlineData("Netherlands", "Netehrlands")]
    [InlineData("Saint Petersburg", "saint_petersbug")]
    public void Slips_of_the_pen_are_found(string frequent, string rare) =>
        Assert.Equal(frequent, Assert.Single(SpellingSuggestion.Of(Table.Of(("w", Texts([.. Enumerable.Repeat(frequent, 20), rare]))))).Canonical);

    [Fact]
    public void Two_frequent_values_are_two_values() =>
        Assert.Empty(SpellingSuggestion.Of(Table.Of(("w", Texts([.. Enumerable.Repeat("casual", 20), .. Enumerable.Repeat("causal", 10)])))));

    [Theory]
    [InlineData("titanic.csv")]
    [InlineData("california_housing.csv")]
    [InlineData("penguins.csv")]
    [InlineData("iris.csv")]
    [InlineData("bike_sharing_hour.csv")]
    public void Nothing_is_merged_in_clean_data(string file) => Assert.Empty(SpellingSuggestion.Of(RealTable.Read(file)).Select(s => string.Join(" = ", s.Variants.Select(v => v.Value))));

    [Fact]
    public void Rules_of_the_file_hold_for_a_variant_and_whatever_has_its_key()
    {
        var part = MergeSpelling.Of(("country", "U.S.A.", "United States"), ("country", "Holland", "Netherlands"), ("odd `: name", " = ", "x"));
        var table = Table.Of(("country", Texts("usa", "united states", "HOLLAND ", "France", null)), ("odd `: name", Texts(" = ", "=", "y", null, "x")));

        var merged = FitApply(part, table);

        Assert.Equal(["United States", "United States", "Netherlands", "France", null], TextsOf(merged, "country"));
        Assert.Equal(["x", "x", "y", null, "x"], TextsOf(merged, "odd `: name"));
    }

    [Fact]
    public void Plain_rules_are_read_and_wrong_ones_refused_together()
    {
        var table = Table.Of(("w", Texts("a", "b")));

        Assert.Equal(["c", "b"], TextsOf(FitApply(new MergeSpelling { Rules = ["w: a = c"] }, table), "w"));
        var mistakes = Assert.Throws<RondoException>(() => new MergeSpelling { Rules = ["w a = c", "w: a = c", "w: a = d", "w: `a = d"] }.Fit(table, new TransformContext(Target.Unlabelled(2)))).Mistakes;
        Assert.Equal(["bad_rule", "bad_rule", "bad_rule"], mistakes.Select(m => m.Code));
        Assert.Equal("unknown_column", MistakeOf(new MergeSpelling { Rules = ["v: a = c"] }, table).Code);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Free_text_stays_and_a_million_values_take_seconds()
    {
        var codes = new int[1_000_000];
        for (var i = 0; i < codes.Length; i++) codes[i] = i;
        var table = Table.Of(("w", new TextColumn(codes, Array.ConvertAll(codes, c => $"Some Text {c}"))));

        Assert.Same(codes, Assert.IsType<TextColumn>(new MergeSpelling().Fit(table, new TransformContext(Target.Unlabelled(codes.Length))).Apply(table)["w"]).Codes);
        Assert.Empty(SpellingSuggestion.Of(table, maxCategories: 2_000_000));
    }
}
