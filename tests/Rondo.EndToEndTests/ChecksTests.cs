using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>Checks and schema through the program: codes, exit codes, rows set aside, and the verb that accepts new data.</summary>
public sealed class ChecksTests
{
    [Fact]
    public void Failed_checks_stop_with_code_4_all_at_once_and_quarantined_rows_reach_no_model()
    {
        using var rondo = new RondoProcess();
        var lines = SampleData.Homes().Split('\n');
        rondo.Write("clean.csv", string.Join('\n', lines.Where((_, i) => i is not (5 or 10))));
        lines[5] = "-1,2,=cmd,3,2020-01-05,1e9";
        lines[10] = "99999,2,b,3,2020-01-10,-5e9";
        rondo.Write("homes.csv", string.Join('\n', lines));
        rondo.Write("rondo.yaml", Quick("homes.csv", "price", "  checks: { area: { min: 0, max: 1000 }, kind: { in: [a, b, c] }, rows: { min: 10000 }, where: ['rooms < 100'] }"));

        var stopped = rondo.Run("run", "--output", "json");

        Assert.True(stopped.Code == 4, stopped.ToString());
        Assert.Equal(["too_few_rows", "out_of_range", "unexpected_value"], stopped.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()));
        Assert.Equal(5, stopped.Json.GetProperty("errors")[1].GetProperty("row").GetInt32());

        rondo.Write("rondo.yaml", Quick("homes.csv", "price", "  checks: { area: { min: 0, max: 1000 }, kind: { in: [a, b, c] }, on_fail: quarantine }"));
        var planned = rondo.Run("plan", "--output", "json").Json.GetProperty("spec_hash").GetString();
        var ran = rondo.Run("run", "--output", "json");
        Assert.Equal(planned, ran.Json.GetProperty("spec_hash").GetString());
        rondo.Write("rondo.yaml", Quick("clean.csv", "price"));
        var clean = rondo.Run("run", "--output", "json", "--workspace", "other");

        Assert.True(ran.Code == 0 && clean.Code == 0, $"{ran}\n{clean}");
        Assert.Equal(clean.Json.GetProperty("model_hash").GetString(), ran.Json.GetProperty("model_hash").GetString());
        var alert = ran.Json.GetProperty("alerts").EnumerateArray().Single(a => a.GetProperty("code").GetString() == "quarantined_rows").GetProperty("message").GetString()!;
        Assert.Contains("2 of 600 rows", alert, StringComparison.Ordinal);
        var kept = File.ReadAllLines(Path.Combine(rondo.Folder, ".rondo", "runs", ran.Json.GetProperty("run").GetString()!, "quarantine.csv"));
        Assert.Equal(["row", "5", "10"], kept.Select(line => line.Split(',')[0]));
        Assert.Contains(",'=cmd,", kept[1], StringComparison.Ordinal);
    }

    [Fact]
    public void New_data_that_differ_stop_until_they_are_accepted_and_are_noted_when_predicted()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", Quick("homes.csv", "price"));
        Assert.Equal(2, rondo.Run("schema", "show").Code);
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);
        var shown = rondo.Run("schema", "show", "--output", "json").Json.GetProperty("columns").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "kind");
        Assert.Equal(["a", "b", "c"], shown.GetProperty("checks").GetProperty("in").GetProperty("values").EnumerateArray().Select(v => v.GetString()));

        var lines = SampleData.Homes(seed: 3).Split('\n');
        lines[7] = lines[7].Replace(",a,", ",d,", StringComparison.Ordinal).Replace(",b,", ",d,", StringComparison.Ordinal).Replace(",c,", ",d,", StringComparison.Ordinal);
        rondo.Write("homes.csv", string.Join('\n', lines));
        var stopped = rondo.Run("run", "--output", "json");
        Assert.Equal(4, stopped.Code);
        var error = stopped.Json.GetProperty("error");
        Assert.Equal(("unexpected_value", "kind", 7), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString(), error.GetProperty("row").GetInt32()));

        var predicted = rondo.Run("predict", "sample", "homes.csv", "--out", "p.csv", "--output", "json");
        Assert.Equal((0, "unexpected_value"), (predicted.Code, Only(predicted.Json.GetProperty("alerts")).GetProperty("code").GetString()));
        Assert.Equal(4, rondo.Run("predict", "sample", "homes.csv", "--out", "p.csv", "--strict").Code);
        Assert.Equal(4, rondo.Run("evaluate", "sample", "homes.csv", "--strict").Code);

        Assert.Contains("in has 'd' now", rondo.Run("schema", "accept", "--dry-run").Out, StringComparison.Ordinal);
        Assert.Equal(4, rondo.Run("run", "--quiet").Code);
        Assert.True(Only(rondo.Run("schema", "accept", "--output", "json").Json.GetProperty("changes")).GetProperty("column").GetString() == "kind");
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);

        var schema = Path.Combine(rondo.Folder, "schema.yaml");
        File.WriteAllText(schema, File.ReadAllText(schema).Replace("  rooms:", "  rooms2:", StringComparison.Ordinal));
        Assert.Equal(4, rondo.Run("plan", "--quiet").Code);
        Assert.Equal(0, rondo.Run("schema", "accept", "--anew", "--quiet").Code);
        Assert.Equal(0, rondo.Run("plan", "--quiet").Code);
    }

    static string Quick(string source, string target, string prepare = "") => SampleData.File(source, target, prepare) + "  tune: { search: none }\n";

    static JsonElement Only(JsonElement list) => Assert.Single(list.EnumerateArray());
}
