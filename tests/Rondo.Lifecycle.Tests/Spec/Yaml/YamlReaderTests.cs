using System.Text;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Tests.Spec.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("No", "No")]
    [InlineData("on", "on")]
    [InlineData("off", "off")]
    [InlineData("y", "y")]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("tRUE", "tRUE")]
    [InlineData("12", 12L)]
    [InlineData("-7", -7L)]
    [InlineData("007", 7L)]
    [InlineData("0x1F", 31L)]
    [InlineData("0o17", 15L)]
    [InlineData("1_000", "1_000")]
    [InlineData("1:30", "1:30")]
    [InlineData("1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1.", 1.0)]
    [InlineData("+.inf", double.PositiveInfinity)]
    [InlineData(".nan", double.NaN)]
    [InlineData("2001-06-01", "2001-06-01")]
    [InlineData("~", null)]
    [InlineData("null", null)]
    [InlineData("nULL", "nULL")]
    [InlineData("99999999999999999999", 1e20)]
    public void Plain_values_are_typed_by_the_core_schema(string text, object? expected)
    {
        Assert.Equal(expected, Scalar($"a: {text}").Value);
    }

    [Theory]
    [InlineData("'12'")]
    [InlineData("\"12\"")]
    [InlineData("|-\n  12")]
    public void Quoted_values_are_text(string text)
    {
        Assert.Equal("12", Scalar($"a: {text}").Value);
    }

    [Theory]
    [InlineData("", "empty_file", 1, 1)]
    [InlineData("# only a comment\n", "empty_file", 1, 1)]
    [InlineData("---\n", "empty_file", 1, 1)]
    [InlineData("a: 1\nb:\n  c: 2\na: 3\n", "duplicate_key", 4, 1)]
    [InlineData("a:\n  b: 1\n  b: 2\n", "duplicate_key", 3, 3)]
    [InlineData("a: { b: 1, b: 2 }\n", "duplicate_key", 1, 12)]
    [InlineData("a:\n\tb: 1\n", "tab", 2, 1)]
    [InlineData("a:\n  b: 1\n \tc: 1\n", "tab", 3, 2)]
    [InlineData("a: 1\n\t# note\nc: 1\n", "tab", 2, 1)]
    [InlineData("a: 1\n\t\nc: 1\n", "tab", 2, 1)]
    [InlineData("a: &x 1\n", "yaml_alias", 1, 4)]
    [InlineData("a: *x\n", "yaml_alias", 1, 4)]
    [InlineData("a: !!str 1\n", "yaml_tag", 1, 4)]
    [InlineData("a: !secret x\n", "yaml_tag", 1, 4)]
    [InlineData("a: 1\n---\nb: 1\n", "several_documents", 2, 1)]
    [InlineData("a: [1, 2\n", "bad_yaml", 2, 1)]
    [InlineData("a: b: c\n", "bad_yaml", 1, 5)]
    [InlineData("a: 'open\n", "bad_yaml", 1, 4)]
    [InlineData("a: >= 5\n", "bad_yaml", 1, 4)]
    [InlineData("a: 1\n b: 2\n", "bad_yaml", 2, 3)]
    [InlineData("? [a, b]\n: 1\n", "bad_key", 1, 3)]
    [InlineData("a: 1\nb: x\u0000y\n", "bad_character", 2, 5)]
    public void A_hostile_file_is_refused_at_its_place(string text, string code, int line, int column)
    {
        var mistakes = Mistakes(Encoding.UTF8.GetBytes(text));

        Assert.Equal((code, line, column), (mistakes[0].Code, mistakes[0].Line, mistakes[0].Column));
        Assert.Equal("f.yaml", mistakes[0].File);
    }

    [Fact]
    public void A_bound_written_as_a_comparison_gets_advice()
    {
        var mistake = Mistakes("success:\n  r2: >= 0.8\n"u8.ToArray())[0];

        Assert.Equal(("bad_yaml", 2), (mistake.Code, mistake.Line));
        Assert.Equal("A bound is a bare number in the metric's good direction, such as `r2: 0.8`.", mistake.Hint);
    }

    [Fact]
    public void Invalid_utf8_is_found_by_line_and_column()
    {
        byte[] bytes = [.. "a: 1\nbé: "u8, 0xFF, .. "\n"u8];

        var mistake = Assert.Single(Mistakes(bytes));

        Assert.Equal(("invalid_utf8", 2, 5), (mistake.Code, mistake.Line, mistake.Column));
        Assert.Contains("0xff", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_utf16_file_is_not_utf8()
    {
        var mistake = Assert.Single(Mistakes([0xFF, 0xFE, (byte)'a', 0, (byte)':', 0]));

        Assert.Equal("invalid_utf8", mistake.Code);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key()
    {
        var mistakes = new List<Mistake>();

        var root = (YamlMap)YamlReader.Read([0xEF, 0xBB, 0xBF, .. "a: 1"u8], "f.yaml", mistakes)!;

        Assert.Empty(mistakes);
        Assert.Equal(("a", new Position(1, 1)), (root.Entries[0].Key, root.Entries[0].KeyAt));
    }

    [Fact]
    public void An_alias_bomb_ends_at_once()
    {
        var bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (var i = 1; i < 200; i++) bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");

        var mistakes = Mistakes(Encoding.UTF8.GetBytes(bomb.ToString()));

        Assert.Equal(100, mistakes.Count);
        Assert.All(mistakes, m => Assert.Equal("yaml_alias", m.Code));
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void A_deep_file_ends_at_once(char open)
    {
        var text = open == '-' ? string.Concat(Enumerable.Repeat("- ", 100_000)) : new string(open, 500_000);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var mistakes = Mistakes(Encoding.UTF8.GetBytes(text));

        Assert.Equal("nested_too_deeply", mistakes[0].Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public void A_file_above_one_megabyte_is_refused()
    {
        var mistake = Assert.Single(Mistakes(new byte[(1 << 20) + 1]));

        Assert.Equal("file_too_large", mistake.Code);
    }

    [Theory]
    [InlineData("a: |\n  x\n  \ty\nb: 1\n")]
    [InlineData("b: \"p\n  \tq\"\n")]
    [InlineData("c: 1\t# note\n")]
    [InlineData("a:\t1\n")]
    public void Tabs_are_text_inside_text_and_space_after_it(string text)
    {
        var mistakes = new List<Mistake>();

        YamlReader.Read(text, "f.yaml", mistakes);

        Assert.Empty(mistakes);
    }

    static YamlScalar Scalar(string text)
    {
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(text, "f.yaml", mistakes);
        Assert.Empty(mistakes);
        return (YamlScalar)((YamlMap)root!)["a"]!;
    }

    static List<Mistake> Mistakes(byte[] bytes)
    {
        var mistakes = new List<Mistake>();
        YamlReader.Read(bytes, "f.yaml", mistakes);
        Assert.NotEmpty(mistakes);
        return mistakes;
    }
}
