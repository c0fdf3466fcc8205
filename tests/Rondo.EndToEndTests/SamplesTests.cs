namespace Rondo.EndToEndTests;

public sealed class SamplesTests
{
    [Theory]
    [InlineData("penguins", 344, "accuracy", 0.95)]
    [InlineData("movies", 3194, "r2", 0.4)]
    public void A_sample_becomes_a_champion(string sample, int rows, string metric, double bound)
    {
        using var rondo = new RondoProcess();
        var ended = rondo.Run("run", Path.Combine(RondoProcess.Root, "samples", sample), "--workspace", rondo.Folder, "--output", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        var json = ended.Json;

        Assert.Equal(rows, json.GetProperty("rows").GetProperty("train").GetInt32() + json.GetProperty("rows").GetProperty("test").GetInt32());
        Assert.True(json.GetProperty("test").GetProperty(metric).GetDouble() >= bound, ended.ToString());
        Assert.Equal("champion", json.GetProperty("aliases")[0].GetString());
    }
}
