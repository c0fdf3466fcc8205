using System.Globalization;
using System.Net;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Pages;

/// <summary>What will run by itself, what ran, and what came of it.</summary>
public sealed class SchedulesPageTests
{
    const string Spec = """{"retrain":{"when":[{"schedule":"0 3 * * *"},"drift",{"new_rows":5000}],"quiet":{"from":"08:00","to":"10:00"}},"deploy":{"batch":{"input":"inbox/*.csv","output":"scored/","schedule":"@weekly"}}}""";

    readonly ManualClock _clock = new();

    [Fact]
    public async Task An_empty_store_says_what_would_stand_here()
    {
        await using var server = await TestServer.WithAccounts();
        var page = await Text(await server.SignedIn(Role.Viewer, "vic"), "/schedules");
        foreach (var part in (string[])["Nothing is trained anew now.", "Nothing runs by itself yet", "No model was trained anew yet", "aria-current=\"true\""]) Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("/schedules/retrain\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_jobs_stand_with_their_next_time_and_a_retrain_is_ordered_and_cancelled_by_forms()
    {
        _clock.Advance(Tomorrow(_clock).AddHours(1) - _clock.GetUtcNow());
        await using var server = await TestServer.WithAccounts(o => o with { Clock = _clock });
        WatchedLine.Register(server.Workspace, Spec);
        var eve = await server.SignedIn(Role.Editor, "eve");

        var page = await Text(eve, "/schedules");

        // One in the morning; the schedule is at three.
        foreach (var part in (string[])["The next by a schedule is that of line, in 2 h.", "schedule 0 3 * * * · drift · 5,000 new rows", "not in quiet hours, ", "batch of <code>inbox/*.csv</code>", "schedule @weekly", ">never<"])
            Assert.Contains(part, page, StringComparison.Ordinal);

        var asked = await eve.PostForm("/schedules", "/schedules/retrain", ("model", "line"), ("why", "<img src=x>"));

        Assert.Equal("/schedules?done=asked", asked.Headers.Location!.ToString());
        var job = Assert.Single(server.Workspace.Retrains.List("line"));
        Assert.Equal((RetrainState.Waiting, "<img src=x>", "eve"), (job.State, job.Cause.Story, job.AskedBy));
        Assert.DoesNotContain("<img", await (await eve.Get("/schedules")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        page = await Text(eve, "/schedules?done=asked");
        foreach (var part in (string[])["One retrain runs or waits.", ">waiting<", "It waits its turn", $"/schedules/{job.Id}/cancel"]) Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await eve.PostForm("/schedules", "/schedules/retrain", ("model", "line")).Status());

        var cancelled = await eve.PostForm("/schedules", $"/schedules/{job.Id}/cancel");

        Assert.Equal("/schedules?done=cancelled", cancelled.Headers.Location!.ToString());
        Assert.Contains(">cancelled<", await Text(eve, "/schedules"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await eve.PostForm("/schedules", $"/schedules/{job.Id}/cancel").Status());
        Assert.Equal(HttpStatusCode.NotFound, await eve.PostForm("/schedules", "/schedules/retrain", ("model", "nope")).Status());
    }

    [Fact]
    public async Task Whoever_may_only_look_gets_no_form_and_is_refused()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, Spec);
        var viewer = await server.SignedIn(Role.Viewer, "vic");
        var eve = await server.SignedIn(Role.Editor, "eve");
        var page = await Text(viewer, "/schedules");
        Assert.DoesNotContain("/schedules/retrain\"", page, StringComparison.Ordinal);
        Assert.Contains("0 3 * * *", page, StringComparison.Ordinal);
        await viewer.ReadToken();
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.PostForm("/schedules", "/schedules/retrain", ("model", "line")).Status());
        // Without the token of a page's form.
        Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/health", "/schedules/retrain", ("model", "line")).Status());
        Assert.Empty(server.Workspace.Retrains.List());
    }

    [Fact]
    public async Task What_the_gate_said_stands_beside_both_versions()
    {
        var root = Directory.CreateTempSubdirectory("rondo-schedules-").FullName;
        await using (var server = await TestServer.Start(root: root))
        {
            var random = new Random(1);
            File.WriteAllLines(Path.Combine(root, "rows.csv"), ["x,y", .. Enumerable.Range(0, 200).Select(_ => random.NextDouble()).Select(x => string.Create(CultureInfo.InvariantCulture, $"{x},{2 * x + random.NextDouble()}"))]);
            File.WriteAllText(Path.Combine(root, "rondo.yaml"), """
                name: line
                define: { target: y }
                prepare: { source: rows.csv }
                train: { models: [linear_regression], tune: none, cv: { folds: 3 } }
                """);
            new LifecycleRunner(server.Workspace).Run(SpecReader.Read(root), new RunOptions { Threads = 1 });
            var author = new Author { By = "ann" };
            var cause = new Retrain.Triggers.RetrainCause(Retrain.Triggers.CauseKind.Manual, "manual 1", DateTimeOffset.UtcNow, "new rows came");
            var job = new ModelRetrain(server.Workspace).Run(server.Workspace.Retrains.Ask("line", cause, author).Id, new RunOptions { Threads = 1 })!;
            var browser = new Browser(server);
            await browser.OpenStart(server);

            var page = await Text(browser, "/schedules");

            foreach (var part in (string[])["new rows came", job.Reason!, "/models/line/versions/2", "against", "/models/line/versions/1", $">{job.Outcome.ToString()!.ToLowerInvariant()}<"]) Assert.Contains(part, page, StringComparison.Ordinal);
        }
        Directory.Delete(root, recursive: true);
    }

    static DateTimeOffset Tomorrow(TimeProvider clock) => new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);

    static async Task<string> Text(Browser browser, string page)
    {
        var answer = await browser.Get(page);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
        return WebUtility.HtmlDecode(html).Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal);
    }
}
