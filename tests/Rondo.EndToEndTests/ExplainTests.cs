namespace Rondo.EndToEndTests;

public sealed class ExplainTests
{
    [Fact]
    public void Contributions_and_base_add_up_to_what_is_predicted()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", "  entity: sold"));
        Assert.True(rondo.Run("run", "--quiet").Code is 0 or 3);

        var json = rondo.Run("explain", "sample@1", "homes.csv", "--rows", "3", "--output", "json").Json;

        string[] keys = ["model", "version", "space", "exact", "base", "features", "rows"];
        Assert.Equal(keys, json.EnumerateObject().Select(p => p.Name).Take(keys.Length));
        Assert.Equal("prediction", json.GetProperty("space").GetString());
        Assert.Equal(3, json.GetProperty("rows").GetArrayLength());
        foreach (var row in json.GetProperty("rows").EnumerateArray())
        {
            var sum = json.GetProperty("base").GetDouble() + row.GetProperty("contributions").EnumerateObject().Sum(c => c.Value.GetDouble());
            Assert.Equal(row.GetProperty("prediction").GetDouble(), sum, 0.05);
        }
        Assert.Equal("area", json.GetProperty("features")[0].GetString());
        var shown = rondo.Run("explain", "sample@1", "homes.csv").Out;
        Assert.Contains("area +", shown, StringComparison.Ordinal);
        Assert.Contains("mean size", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_gets_a_column_of_contributions_for_each_feature()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", SampleData.File("churn.csv", "churned"));
        Assert.True(rondo.Run("run", "--quiet").Code is 0 or 3);

        var ended = rondo.Run("explain", "sample@1", "churn.csv", "--out", "why.csv", "--output", "json");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Equal(500, ended.Json.GetProperty("rows").GetInt32());
        var lines = File.ReadAllLines(Path.Combine(rondo.Folder, "why.csv"));
        Assert.StartsWith("prediction,explained,base,contribution_", lines[0], StringComparison.Ordinal);
        Assert.Equal(501, lines.Length);
        Assert.Equal(3 + 3, lines[0].Split(',').Length);
    }

    [Fact]
    public void A_tree_is_drawn_where_there_is_one()
    {
        using var rondo = new RondoProcess();
        rondo.Write("churn.csv", SampleData.Churn());
        rondo.Write("rondo.yaml", Trees("decision_tree: { max_depth: 2 }"));
        Assert.True(rondo.Run("run", "--quiet").Code is 0 or 3);

        var text = rondo.Run("explain", "sample@1", "--tree");
        Assert.True(text.Code == 0, text.ToString());
        Assert.Contains("|--- plan in {gold, silver}", text.Out, StringComparison.Ordinal);
        Assert.Equal(0, rondo.Run("explain", "sample@1", "--tree", "--out", "tree.svg").Code);
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(rondo.Folder, "tree.svg")), StringComparison.Ordinal);
        Assert.Equal("no_tree", Code(rondo.Run("explain", "sample@1", "--tree", "7", "--output", "json")));
        Assert.Equal("unknown_format", Code(rondo.Run("explain", "sample@1", "--tree", "--out", "tree.png", "--output", "json")));
        Assert.Equal("bad_arguments", Code(rondo.Run("explain", "sample@1", "--output", "json")));

        rondo.Write("rondo.yaml", Trees("logistic_regression"));
        Assert.True(rondo.Run("run", "--quiet").Code is 0 or 3);
        Assert.Equal("no_tree", Code(rondo.Run("explain", "sample@2", "--tree", "--output", "json")));

        static string Trees(string model) => $"name: sample\ndefine:\n  target: churned\nprepare:\n  source: churn.csv\ntrain:\n  models:\n    - {model}\n";
    }

    static string Code(Ended ended)
    {
        Assert.True(ended.Code == 2, ended.ToString());
        return ended.Json.GetProperty("error").GetProperty("code").GetString()!;
    }
}
