using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Pages;

/// <summary>Whether the world has changed since training, and whether the model minds.</summary>
public sealed class MonitoringPageTests
{
    const string Hostile = "a/b<img src=x onerror=alert(1)>%2F";
    const string Bounded = """{"train":{"metric":"rmse"},"define":{"success":{"rmse":0.9}}}""";

    [Fact]
    public async Task The_state_comes_first_and_the_most_drifted_column_before_others()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, Bounded);
        using var program = server.WithKey(Role.Admin);
        var asked = await WatchedLine.Predict(program);
        await program.PostAsJsonAsync("/labels", new JsonObject { ["labels"] = new JsonArray([.. asked.Where(a => a.Time < WatchedLine.Start.AddDays(8)).Select(a => new JsonObject { ["prediction_id"] = a.Id, ["value"] = a.Truth, ["time"] = a.Time.AddDays(2).ToString("O", CultureInfo.InvariantCulture) })]) }).Json();
        var viewer = await server.SignedIn(Role.Viewer, "vic");

        var page = await Text(viewer, "/models/line/monitoring");

        Assert.Contains("1 of 2 columns drifted: x; so did what is predicted.", page, StringComparison.Ordinal);
        Assert.Contains("within its bound of at most 0.9", page, StringComparison.Ordinal);
        Assert.Contains("The truth is known of 80.0% of the rows, half of them within 2 days.", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf(">x</a>", StringComparison.Ordinal) < page.IndexOf(">z</a>", StringComparison.Ordinal));
        Assert.Contains("/models/line/monitoring/columns/x?from=2026-03-10&to=2026-03-11\"", page, StringComparison.Ordinal);
        foreach (var part in (string[])["RMSE by window", "Share of columns that drifted", "Latency by window, p50, p95 and p99"]) Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("house", page, StringComparison.Ordinal);
        Assert.Contains("None of 2 columns drifted.", await Text(viewer, "/models/line/monitoring?from=2026-03-01&to=2026-03-05&window=1d"), StringComparison.Ordinal);
        Assert.Contains("href=\"/models/line/monitoring\"", await Text(viewer, "/models/line"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_shows_reference_and_current_values_and_the_rows_outside_first()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, Bounded);
        using var program = server.WithKey(Role.Admin);
        var asked = await WatchedLine.Predict(program);
        var viewer = await server.SignedIn(Role.Viewer, "vic");
        const string Address = "/models/line/monitoring/columns/x?from=2026-03-06&to=2026-03-11&window=1d";

        var page = await Text(viewer, Address);

        Assert.Contains("Ranges come from the reference alone", page, StringComparison.Ordinal);
        Assert.Contains("x above ", page, StringComparison.Ordinal);
        Assert.Contains("Effect by window", page, StringComparison.Ordinal);
        Assert.Equal(25, page.Split("/models/line/versions/1?tab=files").Length - 1);
        Assert.Equal(25, page.Split(">outside<").Length - 1);
        var next = await Text(viewer, Address + "&page=2");
        string[] ids = [.. asked.Select(a => a.Id)];
        Assert.Equal(25, ids.Count(id => page.Contains(id, StringComparison.Ordinal)));
        Assert.DoesNotContain(ids, id => page.Contains(id, StringComparison.Ordinal) && next.Contains(id, StringComparison.Ordinal));
        // What the reference leaves out as masked is in no row, though the log has it.
        Assert.DoesNotContain("house", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await viewer.Get("/models/line/monitoring/columns/house").Status());
    }

    [Fact]
    public async Task A_column_of_any_name_has_a_page_and_stays_text()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, Bounded, Hostile);
        using var program = server.WithKey(Role.Admin);
        await WatchedLine.Predict(program, Hostile);
        var viewer = await server.SignedIn(Role.Viewer, "vic");

        var page = await (await viewer.Get("/models/line/monitoring")).Content.ReadAsStringAsync();
        var link = WebUtility.HtmlDecode(page[page.IndexOf("/models/line/monitoring/columns?name=", StringComparison.Ordinal)..]).Split('"')[0];
        var column = await viewer.Get(link);

        Assert.Equal(HttpStatusCode.OK, column.StatusCode);
        var html = await column.Content.ReadAsStringAsync();
        foreach (var text in (string[])[page, html])
        {
            Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
            Assert.Contains("a/b&lt;img", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/models/nobody/monitoring", HttpStatusCode.NotFound)]
    [InlineData("/models/line/monitoring?from=soon", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring?to=2026-03-01&from=2026-03-02", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring?from=2020-01-01&to=2026-01-01&window=1m", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring?window=0s", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring?sort=x", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring/columns/nothing", HttpStatusCode.NotFound)]
    [InlineData("/models/line/monitoring/columns", HttpStatusCode.NotFound)]
    [InlineData("/models/line/monitoring/columns/x?page=0", HttpStatusCode.BadRequest)]
    [InlineData("/models/line/monitoring/columns/x?page=99999999999", HttpStatusCode.BadRequest)]
    public async Task What_is_no_time_or_column_is_refused_with_a_page(string address, HttpStatusCode expected)
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        var viewer = await server.SignedIn(Role.Viewer, "vic");

        var refused = await viewer.Get(address);

        Assert.Equal(expected, refused.StatusCode);
        Assert.Equal("text/html", refused.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Without_predictions_or_a_reference_the_page_says_what_is_missing()
    {
        await using var server = await TestServer.WithAccounts();
        PredictTests.Register(server.Workspace, slope: 2);
        var viewer = await server.SignedIn(Role.Viewer, "vic");
        Assert.Contains("No predictions in this time", await Text(viewer, "/models/line/monitoring"), StringComparison.Ordinal);
        using var program = server.WithKey(Role.Admin);
        await program.PostAsJsonAsync("/models/line/predict", new { rows = new[] { new { x = 3.0 } } }).Json();

        var page = await Text(viewer, "/models/line/monitoring");

        Assert.Contains("the version keeps no reference", page, StringComparison.Ordinal);
        Assert.Contains("1 requests, 0 errors", page, StringComparison.Ordinal);
    }

    static async Task<string> Text(Browser browser, string page)
    {
        var answer = await browser.Get(page);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
        return WebUtility.HtmlDecode(html).Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal);
    }
}
