using System.Net;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Tests.Pages;

/// <summary>What a run said, what its code was, and how to do it again.</summary>
public sealed class RunPageTests
{
    const string Hostile = "<img src=x onerror=alert(1)>";
    const string Patch = """
        # What the files have beyond commit 0123abc; `git apply` puts it back there.
        diff --git a/train.py b/train.py
        --- a/train.py
        +++ b/train.py
        @@ -1 +1 @@
        -rate = 0.1
        +rate = 0.2  # <img src=x onerror=alert(1)>
        """;

    [Fact]
    public async Task A_failed_run_shows_its_error_and_the_end_of_its_log_first()
    {
        await using var server = await TestServer.Start();
        var run = Start(server);
        server.Workspace.Logs.Append(run, [.. Enumerable.Range(1, 1000).Select(i => Line(i, $"step {i} {Hostile}"))]);
        server.Workspace.Runs.Finish(run, RunStatus.Failed, "The disk of the moon is full.");

        var page = await server.Program.GetStringAsync($"/runs/{run}");

        Assert.Contains("The disk of the moon is full.", page, StringComparison.Ordinal);
        Assert.Contains($"step 1000 {WebUtility.HtmlEncode(Hostile)}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("step 1 &lt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("step 1000", StringComparison.Ordinal) < page.IndexOf("Parameters", StringComparison.Ordinal));
        Assert.Matches("The last [0-9]+ of 1,000 lines", page);
        Assert.Contains($"rondo runs show {run} --log", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_stays_small_whatever_was_said_and_changed()
    {
        await using var server = await TestServer.Start();
        var run = Start(server, new string('<', 900_000));
        server.Workspace.Logs.Append(run, [.. Enumerable.Range(1, 2000).Select(i => Line(i, new string('\'', 2000)))]);

        var page = await server.Program.GetByteArrayAsync($"/runs/{run}");

        Assert.True(page.Length < 60_000, $"The page has {page.Length} bytes.");
    }

    [Fact]
    public async Task The_whole_log_and_the_patch_are_files()
    {
        await using var server = await TestServer.Start();
        var run = Start(server, Patch);
        server.Workspace.Logs.Append(run, [.. Enumerable.Range(1, 2500).Select(i => Line(i, $"step {i}"))]);

        var log = await server.Program.GetAsync($"/runs/{run}/log.txt");
        var patch = await server.Program.GetAsync($"/runs/{run}/code.patch");

        var lines = (await log.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal((2500, "2026-01-01T00:00:01.000Z  step 1"), (lines.Length, lines[0]));
        Assert.Equal("attachment", log.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(Patch, await patch.Content.ReadAsStringAsync());
        Assert.Equal("attachment", patch.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, await server.Program.GetAsync($"/runs/{Start(server)}/code.patch").Status());
    }

    [Fact]
    public async Task Uncommitted_changes_are_shown_as_text_and_belong_to_the_command()
    {
        await using var server = await TestServer.Start();
        var run = Start(server, Patch);

        var page = await server.Program.GetStringAsync($"/runs/{run}");

        Assert.Contains($"<del>-rate = 0.1\n</del><ins>+rate = 0.2  # {Hostile}\n</ins>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains($"git checkout 0123abc && rondo runs show {run} --diff | git apply && rondo run . --seed 7", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_patch_is_lost_is_shown_all_the_same()
    {
        await using var server = await TestServer.Start();
        var run = server.Workspace.Runs.Start(Start(new string('a', 64)));

        var page = await server.Program.GetStringAsync($"/runs/{run}");

        Assert.Contains("the object can&#x27;t be read any more", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logged_run_says_that_its_command_is_unknown()
    {
        await using var server = await TestServer.Start();
        var run = await server.Workspace.Tracking.Create(new Lifecycle.Store.Tracking.RunCreation { ProjectId = "0", Tags = [new("mlflow.source.name", "train.py")] });

        var page = await server.Program.GetStringAsync($"/runs/{run}");

        Assert.Contains("Its source was train.py.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("rondo reproduce", page, StringComparison.Ordinal);
    }

    static string Start(TestServer server, string? patch = null) =>
        server.Workspace.Runs.Start(Start(patch is null ? null : server.Workspace.Objects.Put(System.Text.Encoding.UTF8.GetBytes(patch))));

    static RunStart Start(string? patch) => new()
    {
        Name = "churn",
        SpecHash = "0000000000000000",
        SpecJson = "{}",
        Seed = 7,
        Code = new CodeVersion("0123abc", patch is not null),
        CodeDiff = patch,
    };

    static LogLine Line(int number, string text) => new(number, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number), text);
}
