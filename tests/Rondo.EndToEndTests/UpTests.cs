using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>The server, as it is started and stopped by people and spoken to by programs.</summary>
public sealed partial class UpTests
{
    const int Terminate = 15;

    [Fact]
    public async Task A_trained_version_is_shown_downloaded_promoted_and_told_by_the_server()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: 10));
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: 15));
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);

        using var server = rondo.Start(new Dictionary<string, string>(), "up", "--port", "0");
        try
        {
            using var http = new HttpClient { BaseAddress = await Address(server) };
            // A browser needs the token of the start address, programs on this machine nothing.
            using var visit = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Sec-Fetch-Site", "none" }, { "Sec-Fetch-Mode", "navigate" } } };
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(visit)).StatusCode);
            var uri = (await Json(http, "/api/2.0/mlflow/model-versions/get-download-uri?name=sample&version=2")).GetProperty("artifact_uri").GetString()!;
            var files = await Json(http, $"/api/2.0/mlflow-artifacts/artifacts?path={uri["mlflow-artifacts:/".Length..]}");
            Assert.Contains("pipeline.bin", files.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()));
            var package = await http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{uri["mlflow-artifacts:/".Length..]}/model.json");
            Assert.Contains("\"signature\"", package, StringComparison.Ordinal);

            var promotion = await http.PostAsJsonAsync("/api/v1/models/sample/promote", new { version = 2, expected = 1, reason = "newer" });
            Assert.Equal(HttpStatusCode.OK, promotion.StatusCode);
            // Who still believes that 1 is champion is too late.
            Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsJsonAsync("/api/v1/models/sample/promote", new { version = 1, expected = 1 })).StatusCode);
            Assert.Equal(2, rondo.Run("models", "show", "sample@champion", "--output", "json").Json.GetProperty("version").GetInt32());
            var events = rondo.Run("history", "sample", "--output", "json").Json.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString());
            // The challenger became champion.
            Assert.Equal(["registered", "registered", "promoted", "alias_removed"], events);

            // From an answer back to the file that the model learned from.
            var answer = await http.PostAsJsonAsync("/models/sample/predict", new { area = 80.5, rooms = 3, kind = "a", age = (int?)null, sold = "2020-05-01" });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var prediction = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("predictions")[0];
            var id = prediction.GetProperty("prediction_id").GetString()!;
            var logged = rondo.Run("predictions", "sample@2", "--id", id, "--output", "json").Json.GetProperty("predictions")[0];
            Assert.Equal(prediction.GetProperty("prediction").GetDouble(), logged.GetProperty("prediction").GetDouble());
            Assert.Equal(("a", JsonValueKind.Null), (logged.GetProperty("row").GetProperty("kind").GetString(), logged.GetProperty("row").GetProperty("age").ValueKind));
            var lineage = rondo.Run("lineage", id, "--output", "json").Json.GetProperty("nodes").EnumerateArray().Select(n => $"{n.GetProperty("kind")} {n.GetProperty("title")}").ToList();
            Assert.Contains("version sample@2", lineage);
            Assert.Contains("source homes.csv", lineage);
            Assert.Equal(2, rondo.Run("lineage", new string('0', 32)).Code);
        }
        finally
        {
            Assert.Equal(0, Kill(server.Id, Terminate));
        }
        Assert.True(server.WaitForExit(TimeSpan.FromSeconds(20)), "The server doesn't stop.");
    }

    // The first line names the start address, token and all.
    static async Task<Uri> Address(Process server)
    {
        var line = await server.StandardOutput.ReadLineAsync() ?? await server.StandardError.ReadToEndAsync();
        var at = line.IndexOf("http://", StringComparison.Ordinal);
        Assert.True(at >= 0, line);
        return new Uri(new Uri(line[at..].Trim()), "/");
    }

    static async Task<JsonElement> Json(HttpClient http, string path) => JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(path));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
