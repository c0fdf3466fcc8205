namespace Rondo.EndToEndTests;

public sealed class FlightsTests
{
    [Fact]
    public void Three_million_flights_become_a_registered_model()
    {
        using var rondo = new RondoProcess();
        var ended = rondo.Run("run", Path.Combine(RondoProcess.Root, "samples", "flights"), "--workspace", rondo.Folder, "--output", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        var json = ended.Json;
        var rows = json.GetProperty("rows");
        var alerts = json.GetProperty("alerts").ToString();
        var report = File.ReadAllText(Path.ChangeExtension(json.GetProperty("report").GetString()!, ".json"));
        using var document = System.Text.Json.JsonDocument.Parse(report);
        var dropped = document.RootElement.GetProperty("rows").GetProperty("dropped").EnumerateArray().Sum(d => d.GetProperty("rows").GetInt32());
        Assert.Equal(3_000_000 - dropped, rows.GetProperty("train").GetInt32() + rows.GetProperty("test").GetInt32());
        Assert.True(dropped < 1000, alerts);
        var auc = json.GetProperty("test").GetProperty("roc_auc").GetDouble();
        Assert.InRange(auc, json.GetProperty("baseline").GetProperty("roc_auc").GetDouble() + 0.02, 0.9);
        Assert.InRange(auc, 0.65, 0.9);
    }
}
