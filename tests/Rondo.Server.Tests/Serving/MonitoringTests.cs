using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Serving;

public sealed class MonitoringTests
{
    const int Days = WatchedLine.Days, RowsADay = WatchedLine.RowsADay;

    [Fact]
    public async Task Labels_that_come_late_shuffled_doubled_and_partly_of_nothing_give_the_offline_metrics_of_each_day()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        using var program = server.WithKey(Role.Admin);
        var asked = await WatchedLine.Predict(program);
        var random = new Random(5);
        var labels = asked.Select(a => new JsonObject { ["prediction_id"] = a.Id, ["value"] = a.Truth, ["time"] = a.Time.AddDays(3).ToString("O", CultureInfo.InvariantCulture) }).ToList();
        labels.AddRange(labels.Select(l => l.DeepClone().AsObject()).ToList());
        labels.AddRange(Enumerable.Range(0, 7).Select(i => new JsonObject { ["prediction_id"] = i.ToString("x32", CultureInfo.InvariantCulture), ["value"] = 1 }));
        JsonObject[] shuffled = [.. labels.OrderBy(_ => random.Next())];

        var (accepted, duplicates, orphans) = (0, 0, 0);
        foreach (var piece in shuffled.Chunk(100))
        {
            var receipt = await program.PostAsJsonAsync("/labels", new JsonObject { ["labels"] = new JsonArray([.. piece]) }).Json();
            (accepted, duplicates, orphans) = (accepted + (int)receipt["accepted"]!, duplicates + (int)receipt["duplicates"]!, orphans + (int)receipt["orphans"]!);
        }

        Assert.Equal((asked.Count, asked.Count, 7), (accepted, duplicates, orphans));
        foreach (var isSealed in (bool[])[false, true])
        {
            if (isSealed) new PredictionHistory(server.Workspace.PredictionLogFolder).Seal(TestContext.Current.CancellationToken);
            var windows = (await program.GetAsync("/models/line/performance?window=1d").Json())["windows"]!.AsArray();
            Assert.Equal(Days, windows.Count);
            foreach (var (window, day) in windows.Select((w, i) => (w!, i)))
            {
                var rows = asked.Where(a => a.Time.Date == WatchedLine.Start.AddDays(day).Date).ToArray();
                var errors = rows.Select(r => r.Truth - r.Prediction).ToArray();
                Assert.Equal(RowsADay, (int)window["rows"]!);
                Assert.Equal(errors.Average(Math.Abs), (double)window["metrics"]!["mae"]!, 9);
                Assert.Equal(Math.Sqrt(errors.Average(e => e * e)), (double)window["metrics"]!["rmse"]!, 9);
                Assert.InRange(errors.Average(Math.Abs), (double)window["interval"]!["mae"]![0]!, (double)window["interval"]!["mae"]![1]!);
                Assert.Equal((RowsADay, 1.0), ((int)window["labels"]!["count"]!, (double)window["labels"]!["coverage"]!));
                Assert.Equal(3 * 86400.0, (double)window["labels"]!["delay_p50_seconds"]!, 3);
            }
        }
    }

    [Fact]
    public async Task Labels_by_key_find_the_rows_that_had_it()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, """{"observe":{"labels":{"key":"house"}}}""");
        using var program = server.WithKey(Role.Admin);
        var asked = await WatchedLine.Predict(program);

        var receipt = await Post(program, $"{{\"model\":\"line\",\"labels\":[{string.Join(',', asked.Take(RowsADay).Select((a, i) => $"{{\"key\":{i},\"value\":{a.Truth.ToString("R", CultureInfo.InvariantCulture)}}}"))},{{\"key\":\"nobody\",\"value\":1}}]}}").Json();

        Assert.Equal((RowsADay, 1), ((int)receipt["accepted"]!, (int)receipt["orphans"]!));
        var first = (await program.GetAsync("/models/line/performance?from=2026-03-01&to=2026-03-02").Json())["windows"]![0]!;
        Assert.Equal(asked.Take(RowsADay).Average(a => Math.Abs(a.Truth - a.Prediction)), (double)first["metrics"]!["mae"]!, 9);
    }

    [Fact]
    public async Task A_column_that_moves_is_told_and_one_that_stays_is_not()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        using var viewer = server.WithKey(Role.Admin);
        await WatchedLine.Predict(viewer);

        var drift = (await viewer.GetAsync("/models/line/drift?from=2026-03-06&to=2026-03-11").Json())["drift"]!;
        var quiet = (await viewer.GetAsync("/models/line/drift?from=2026-03-01&to=2026-03-04").Json())["drift"]!;
        var series = (await viewer.GetAsync("/models/line/drift?from=2026-03-01&to=2026-03-11&window=1d").Json())["windows"]!.AsArray();

        Assert.True((bool)drift["alert"]!);
        Assert.Equal(["x"], drift["columns"]!.AsArray().Where(c => (bool)c!["alert"]!).Select(c => (string)c!["name"]!));
        Assert.True((bool)drift["prediction"]!["alert"]!);
        Assert.False((bool)quiet["alert"]!);
        Assert.Equal(Days, series.Count);
        Assert.False((bool)series[0]!["alert"]!);
        Assert.Contains("x", series[^1]!["columns"]!.AsArray().Select(c => (string)c!));
    }

    [Theory]
    [InlineData("", "bad_json")]
    [InlineData("[]", "bad_labels")]
    [InlineData("{\"labels\":[]}", "bad_labels")]
    [InlineData("{\"labels\":{}}", "bad_labels")]
    [InlineData("{\"labels\":[1]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"value\":1}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"xyz\",\"value\":1}]}", "bad_label")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\"}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"value\":null}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"value\":1e999}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"value\":1,\"when\":2}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"value\":1,\"time\":\"yesterday\"}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"key\":\"a\",\"value\":1}]}", "bad_labels")]
    [InlineData("{\"labels\":[{\"prediction_id\":\"00000000000000000000000000000001\",\"value\":1,\"value\":2}]}", "bad_json")]
    [InlineData("{\"model\":\"nobody\",\"labels\":[{\"key\":\"a\",\"value\":1}]}", "unknown_model")]
    public async Task What_is_no_label_is_refused_with_what_was_expected(string body, string code)
    {
        await using var server = await TestServer.WithAccounts();
        using var program = server.WithKey(Role.Admin);

        var refused = await Post(program, body).Json(code == "unknown_model" ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest);

        Assert.Equal(code, (string)refused["code"]!);
        Assert.Equal((0, 0), server.Workspace.Labels.Count());
    }

    [Fact]
    public async Task A_number_is_asked_for_where_numbers_are_predicted_and_all_labels_of_the_request_are_left()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        using var program = server.WithKey(Role.Admin);
        var asked = await WatchedLine.Predict(program);

        var refused = await Post(program, $"{{\"labels\":[{{\"prediction_id\":\"{asked[0].Id}\",\"value\":1}},{{\"prediction_id\":\"{asked[1].Id}\",\"value\":\"much\"}}]}}").Json(HttpStatusCode.BadRequest);

        Assert.Equal((2, "value"), ((int)refused["details"]![0]!["row"]!, (string)refused["details"]![0]!["field"]!));
        Assert.Equal((0, 0), server.Workspace.Labels.Count());
    }

    [Fact]
    public async Task Who_may_only_read_brings_no_labels()
    {
        await using var server = await TestServer.WithAccounts();
        using var viewer = server.WithKey(Role.Viewer);

        Assert.Equal(HttpStatusCode.Forbidden, await Post(viewer, "{\"labels\":[]}").Status());
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(server.Program, "{\"labels\":[]}").Status());
        Assert.Equal(HttpStatusCode.BadRequest, await viewer.GetAsync("/models/line/drift?from=soon").Status());
        Assert.Equal(HttpStatusCode.NotFound, await viewer.GetAsync("/models/line/drift").Status());
    }

    static Task<HttpResponseMessage> Post(HttpClient client, string body) => client.PostAsync("/labels", new StringContent(body, Encoding.UTF8, "application/json"));
}
