using System.Text;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>Mistakes that people make: each ends with its exit code and place before any training, within five seconds.</summary>
public sealed class MistakeTests
{
    const string Good = "name: sample\ndefine:\n  target: price\nprepare:\n  source: homes.csv\n";

    /// <summary>The lifecycle file, the mistake's code, and the line and column where it stands (0: not of the file).</summary>
    public static TheoryData<string, string, string, int, int> Files => new()
    {
        { "misspelt key", "define:\n  target: price\nprepare:\n  source: homes.csv\n  splitt: { test: 0.2 }\n", "unknown_key", 5, 3 },
        { "wrong type", "define:\n  target: price\nprepare:\n  source: homes.csv\n  split: { test: much }\n", "wrong_type", 5, 18 },
        { "unknown target", "define:\n  target: prise\nprepare:\n  source: homes.csv\n", "unknown_column", 2, 11 },
        { "unknown column to drop", "define:\n  target: price\nprepare:\n  source: homes.csv\n  drop: [kind, ages]\n", "unknown_column", 5, 16 },
        { "bad expression", "define:\n  target: price\nprepare:\n  source: homes.csv\n  features:\n    derive:\n      ratio: area / / rooms\n", "bad_expression", 7, 21 },
        { "unknown column in an expression", "define:\n  target: price\nprepare:\n  source: homes.csv\n  features:\n    derive:\n      ratio: area / room\n", "unknown_column", 7, 21 },
        { "missing source", "define:\n  target: price\nprepare:\n  source: hommes.csv\n", "missing_file", 4, 11 },
        { "duplicate key", "define:\n  target: price\n  target: area\nprepare:\n  source: homes.csv\n", "duplicate_key", 3, 3 },
        { "tab", "define:\n\ttarget: price\nprepare:\n  source: homes.csv\n", "tab", 2, 1 },
        { "alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ndefine:\n  target: price\nprepare:\n  source: homes.csv\n", "yaml_alias", 1, 4 },
        { "unknown algorithm", "define:\n  target: price\nprepare:\n  source: homes.csv\ntrain:\n  models: [rigde]\n", "unknown_algorithm", 6, 12 },
        { "unknown parameter", "define:\n  target: price\nprepare:\n  source: homes.csv\ntrain:\n  models: [ridge: { alpa: 1 }]\n", "unknown_parameter", 6, 21 },
        { "parameter out of bounds", "define:\n  target: price\nprepare:\n  source: homes.csv\ntrain:\n  models: [ridge: { alpha: -1 }]\n", "bad_parameter", 6, 28 },
        { "no target", "prepare:\n  source: homes.csv\n", "missing_key", 1, 1 },
        { "not yet supported", "define:\n  target: price\nprepare:\n  source: homes.csv\n  augment: smote\n", "not_yet_supported", 5, 12 },
        { "regression of text", "define:\n  target: kind\n  task: regression\nprepare:\n  source: homes.csv\n", "", 0, 0 },
        { "no sequence of a mapping", "define: [price]\nprepare:\n  source: homes.csv\n", "wrong_type", 1, 9 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_mistake_in_the_file_is_shown_where_it_stands(string what, string file, string code, int line, int column)
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", file);
        var mistake = Mistake(rondo.Run("run", "--output", "json"), 2, what, code);
        if (line == 0) return;
        Assert.EndsWith("rondo.yaml", mistake.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal((what, line, column), (what, mistake.GetProperty("line").GetInt32(), mistake.GetProperty("column").GetInt32()));
    }

    public static TheoryData<string, byte[], int> Data => new()
    {
        { "empty file", [], 2 },
        { "header only", "area,price\n"u8.ToArray(), 2 },
        { "constant target", Encoding.UTF8.GetBytes("area,price\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},7\n"))), 2 },
        { "target all missing", Encoding.UTF8.GetBytes("area,price\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},\n"))), 2 },
        { "a class of one row", Encoding.UTF8.GetBytes("area,price\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i == 5 ? "a" : i % 2 == 0 ? "b" : "c")}\n"))), 2 },
        { "one class in the first folds of time", Encoding.UTF8.GetBytes("area,price\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i < 70 ? "a" : "b")}\n"))), 2 },
        { "a cell of 2 MB", Encoding.UTF8.GetBytes("area,note,price\n1," + new string('x', 2_000_000) + ",2\n2,y,3\n"), 2 },
        { "invalid UTF-8", [.. "area,note,price\n"u8, .. "1,caf\xe9,2\n"u8.ToArray()[..5], 0xe9, 0xff, .. ",2\n2,y,3\n"u8], 2 },
        { "ragged rows", "area,price\n1,2\n3,4,5\n6,7\n"u8.ToArray(), 2 },
        { "two equal headers", "area,area,price\n1,2,3\n4,5,6\n"u8.ToArray(), 2 },
        { "NUL bytes", [.. "area,price\n1,2\n"u8, 0, 0, 0, .. ",4\n"u8], 2 },
    };

    [Theory]
    [MemberData(nameof(Data))]
    public void A_mistake_in_the_data_is_named(string what, byte[] bytes, int code)
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", bytes);
        rondo.Write("rondo.yaml", what.EndsWith("time", StringComparison.Ordinal) ? Good + "  time: area\n" : Good);
        var mistake = Mistake(rondo.Run("run", "--output", "json"), code, what);
        Assert.True(mistake.GetProperty("message").GetString()!.Length > 10, what);
        Assert.True(mistake.TryGetProperty("hint", out _) || mistake.TryGetProperty("file", out _) || mistake.TryGetProperty("line", out _) || mistake.TryGetProperty("field", out _), $"{what}: neither hint nor place in {mistake}");
    }

    [Fact]
    public void Several_mistakes_are_shown_together()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", "define:\n  target: price\n  sucess: { rmse: 1 }\nprepare:\n  source: homes.csv\n  splitt: {}\ntrain:\n  models: [rigde]\n");
        var ended = rondo.Run("run", "--output", "json");
        Assert.Equal(2, ended.Code);
        Assert.Equal(3, ended.Json.GetProperty("errors").GetArrayLength());
        var text = rondo.Run("run");
        Assert.Contains("rondo.yaml:3:3", text.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'ridge'?", text.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Rondo", text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_yes_and_no_stay_text()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", "define:\n  target: churned\n  positive: no\nprepare:\n  source: churn.csv\ntrain:\n  models: [logistic_regression]\n");
        var ended = rondo.Run("run", "--output", "json");
        Assert.True(ended.Code is 0 or 3, ended.ToString());
        Assert.Equal(["yes", "no"], rondo.Run("models", "show", $"{ended.Json.GetProperty("model").GetString()}@1", "--output", "json").Json.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
    }

    [Theory]
    [InlineData("rum")]
    [InlineData("run", "--thread", "2")]
    [InlineData("run", "--threads", "none")]
    [InlineData("run", "nowhere.yaml")]
    [InlineData("run", "nowhere.csv", "--target", "y")]
    [InlineData("predict", "nothing@9", "homes.csv", "--out", "p.csv")]
    [InlineData("models", "show", "../../etc@1")]
    [InlineData("models", "dance")]
    [InlineData("list", "algoritm")]
    public void A_mistake_on_the_command_line_ends_with_2(params string[] arguments)
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes(50));
        Mistake(rondo.Run([.. arguments, "--output", "json"]), 2, string.Join(' ', arguments));
        Assert.NotEmpty(rondo.Run(arguments).Error);
    }

    /// <summary>The mistake of this code among those shown, or the first.</summary>
    static JsonElement Mistake(Ended ended, int exit, string what, string code = "")
    {
        Assert.True(ended.Code == exit, $"{what}: {ended}");
        Assert.True(ended.Time < TimeSpan.FromSeconds(5), $"{what} took {ended.Time}");
        JsonElement[] mistakes = ended.Json.TryGetProperty("error", out var one) ? [one] : [.. ended.Json.GetProperty("errors").EnumerateArray()];
        var found = mistakes.Where(m => code.Length == 0 || m.GetProperty("code").GetString() == code).ToArray();
        Assert.True(found.Length > 0, $"{what}: no '{code}' in {ended}");
        return found[0];
    }
}
