using System.Net;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Store.Access;
using Rondo.Observe.Alerts;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Pages;

/// <summary>What is wrong now, what was, and the way from there to the column that did it.</summary>
public sealed class AlertsPageTests
{
    const string Spec = """{"observe":{"alerts":[{"when":"drift.share > 0.1","window":"1d","severity":"critical"}]}}""";

    readonly ManualClock _clock = new();

    [Fact]
    public async Task An_alert_that_fires_is_shown_leads_to_its_column_and_is_silenced_by_a_form()
    {
        await using var server = await TestServer.WithAccounts(o => o with { Clock = _clock, AlertInterval = TimeSpan.FromMilliseconds(50) });
        WatchedLine.Register(server.Workspace, Spec);
        await Eventually(() => server.Workspace.Alerts.List().Count == 1);
        var eve = await server.SignedIn(Role.Editor, "eve");
        Assert.Contains("Nothing fires.", await Text(eve, "/alerts"), StringComparison.Ordinal);
        var today = new DateTimeOffset(_clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        using var program = server.WithKey(Role.Admin);
        var random = new Random(2);
        for (var i = 0; i < 60; i++) await WatchedLine.Ask(program, random, today.AddMinutes(i), shift: 0.8, house: i);
        _clock.Advance(today.AddDays(1).AddSeconds(3) - _clock.GetUtcNow());
        await Eventually(() => server.Workspace.Alerts.List() is [{ State: AlertState.Firing }]);
        var alert = server.Workspace.Alerts.List()[0];

        var page = await Text(eve, "/alerts");

        foreach (var part in (string[])["One fires, 0 pending.", ">firing<", "drift.share > 0.1", "drift.share 0.5000", "critical", "Fired", "aria-label=\"1 firing\""]) Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains($"/models/line/monitoring?from={today:yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}&window=1d", page, StringComparison.Ordinal);
        var led = await eve.Get($"/alerts/{alert.Id}/column");
        Assert.Equal((HttpStatusCode.Redirect, $"/models/line/monitoring/columns/x?from={today:yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}&window=1d"), (led.StatusCode, led.Headers.Location!.ToString()));
        Assert.Contains("An alert of line fires", await Text(eve, "/"), StringComparison.Ordinal);

        var silenced = await eve.PostForm("/alerts", $"/alerts/{alert.Id}/silence", ("for", "2h"), ("why", "<img src=x>"));

        Assert.Equal("/alerts?done=silenced", silenced.Headers.Location!.ToString());
        Assert.Contains("by eve: <img src=x>", await Text(eve, "/alerts?done=silenced"), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", await (await eve.Get("/alerts")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("<img src=x>", Find(server, alert).SilentWhy);
        Assert.Equal(HttpStatusCode.Redirect, await eve.PostForm("/alerts", $"/alerts/{alert.Id}/unsilence").Status());
        Assert.Null(Find(server, alert).SilentUntil);
        Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/alerts", $"/alerts/{alert.Id}/silence", ("for", "soon")).Status());
        Assert.Equal(HttpStatusCode.NotFound, await eve.PostForm("/alerts", "/alerts/nothing/silence", ("for", "2h")).Status());
    }

    [Fact]
    public async Task Whoever_may_only_look_gets_no_form_and_without_a_token_nothing_changes()
    {
        await using var server = await TestServer.WithAccounts(o => o with { Clock = _clock, AlertInterval = TimeSpan.FromMilliseconds(50) });
        WatchedLine.Register(server.Workspace, Spec);
        await Eventually(() => server.Workspace.Alerts.List().Count == 1);
        var alert = server.Workspace.Alerts.List()[0];
        var viewer = await server.SignedIn(Role.Viewer, "vic");
        var eve = await server.SignedIn(Role.Editor, "eve");

        Assert.DoesNotContain("/silence\"", await Text(viewer, "/alerts"), StringComparison.Ordinal);
        await viewer.ReadToken();
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.PostForm("/alerts", $"/alerts/{alert.Id}/silence", ("for", "2h")).Status());
        Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/health", $"/alerts/{alert.Id}/silence", ("for", "2h")).Status());

        Assert.Null(Find(server, alert).SilentUntil);
    }

    static Alert Find(TestServer server, Alert alert) => server.Workspace.Alerts.Find(alert.Id);

    static async Task<string> Text(Browser browser, string page)
    {
        var answer = await browser.Get(page);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
        return WebUtility.HtmlDecode(html).Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal);
    }

    static async Task Eventually(Func<bool> isSo)
    {
        for (var i = 0; i < 400 && !isSo(); i++) await Task.Delay(25);
        Assert.True(isSo());
    }
}
