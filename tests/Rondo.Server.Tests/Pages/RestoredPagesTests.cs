using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Tests.Pages;

/// <summary>A backup that was restored elsewhere shows what the first store shows.</summary>
public sealed partial class RestoredPagesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-restored-").FullName;
    readonly ManualClock _clock = new();

    [Fact]
    public async Task Every_page_is_the_same_where_a_backup_was_restored()
    {
        var (here, there) = (Path.Combine(_folder, "here"), Path.Combine(_folder, "there"));
        IReadOnlyList<string> addresses;
        Dictionary<string, string> expected;
        var backup = Path.Combine(_folder, "backup.tar");
        await using (var server = await Serve(here))
        {
            addresses = await Fill(server.Workspace, here);
            await Watched(server.Workspace);
            expected = await Read(server, addresses);
            server.Workspace.Backup.Write(backup);
        }
        Directory.Delete(here, recursive: true);
        using (var workspace = Workspace.Open(Path.Combine(there, ".rondo"), _clock)) workspace.Restore.Read(backup);

        await using var restored = await Serve(there);
        await Watched(restored.Workspace);
        var found = await Read(restored, addresses);

        foreach (var address in addresses) Assert.True(expected[address] == found[address], $"{address} differs{Difference(expected[address], found[address])}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Task<TestServer> Serve(string folder)
    {
        Directory.CreateDirectory(folder);
        return TestServer.Start(options => options with { Clock = _clock, AlertInterval = TimeSpan.FromMilliseconds(50) }, folder);
    }

    // The server begins to watch a model a moment after it is registered, and pages say so.
    static async Task Watched(Workspace workspace)
    {
        var clock = Stopwatch.StartNew();
        while (workspace.Alerts.List("churn").Count == 0 && clock.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    // Two trained versions with a decision, a run that failed with a log and changed code, and one that a program logged with a file.
    static async Task<IReadOnlyList<string>> Fill(Workspace workspace, string folder)
    {
        File.WriteAllLines(Path.Combine(folder, "rows.csv"), ["a,b,left", .. Enumerable.Range(0, 120).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 37 % 101},{i * 53 % 89},{((i * 37 % 101) + (i * 53 % 89) > 95 ? "yes" : "no")}"))]);
        File.WriteAllText(Path.Combine(folder, "rondo.yaml"), """
            name: churn
            define: { question: Who leaves?, target: left, success: { accuracy: 0.5 } }
            prepare: { source: rows.csv }
            train: { metric: roc_auc, models: [logistic_regression], tune: none, cv: { folds: 3 } }
            """);
        foreach (var seed in new ulong[] { 1, 2 }) new LifecycleRunner(workspace).Run(SpecReader.Read(folder), new RunOptions { Threads = 1, Seed = seed });
        workspace.Models.Approve(ModelReference.Version("churn", 2), isApproved: true, new Author { By = "ann", Reason = "It holds." });
        workspace.Models.Promote(ModelReference.Version("churn", 2), author: new Author { By = "ann", Reason = "Better." });
        var failed = workspace.Runs.Start(new RunStart
        {
            Name = "churn",
            SpecHash = new string('0', 64),
            SpecJson = "{}",
            Seed = 3,
            Code = new CodeVersion("0123abc", IsDirty: true),
            CodeDiff = workspace.Objects.Put("diff --git a/x b/x\n-one\n+two\n"u8.ToArray()),
        });
        workspace.Logs.Append(failed, [new LogLine(1, DateTimeOffset.UnixEpoch, "prepare   reading")]);
        workspace.Runs.Finish(failed, RunStatus.Failed, "The rows are gone.");
        var logged = await workspace.Tracking.Create(new RunCreation { ProjectId = "0", Name = "logged", User = "ann" });
        await workspace.Tracking.Log(logged, new RunLog { Metrics = [.. Enumerable.Range(0, 900).Select(i => new LoggedMetric("loss", 1.0 / (i + 1), i, i))], Params = [new("depth", "3")], Tags = [new("team", "a")] });
        await workspace.Artifacts.Put(logged, "plots/a.txt", new MemoryStream("a file"u8.ToArray()));
        await workspace.Tracking.Change(logged, new RunChange { Status = RunStatus.Finished });
        var (version, trained) = (workspace.Models.Get(ModelReference.Version("churn", 2)), workspace.Models.Get(ModelReference.Version("churn", 1)).RunId!);
        return
        [
            "/", "/runs", "/runs?q=params.depth+%3D+%273%27", $"/runs/{trained}", $"/runs/{failed}", $"/runs/{failed}/log.txt", $"/runs/{failed}/code.patch", $"/runs/{logged}",
            $"/runs/{logged}/artifacts/plots/a.txt", $"/runs/compare?run={trained}&run={version.RunId}", "/models", "/models/churn", "/models/churn/versions/2", "/models/churn/versions/2?tab=card",
            "/models/churn/versions/2?tab=approval", "/models/churn/versions/2?tab=files", "/models/churn/versions/1/files/report.html", "/models/churn/promote?version=1", "/models/churn/diff?from=1&to=2", "/data", "/settings/audit",
        ];
    }

    static async Task<Dictionary<string, string>> Read(TestServer server, IReadOnlyList<string> addresses)
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            var answer = await server.Program.GetAsync(address);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answered {answer.StatusCode}.");
            pages[address] = Settled(await answer.Content.ReadAsStringAsync(), server);
        }
        return pages;
    }

    // What differs between any two servers: the token of forms, the folder's name, the port.
    static string Settled(string page, TestServer server) => Token().Replace(page, "")
        .Replace(server.Workspace.Folder, "FOLDER", StringComparison.Ordinal)
        .Replace($">{Path.GetFileName(Path.GetDirectoryName(server.Workspace.Folder))}<", ">FOLDER<", StringComparison.Ordinal)
        .Replace(server.Address.Authority, "SERVER", StringComparison.Ordinal);

    static string Difference(string expected, string found)
    {
        var at = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $" at {at}: '{Around(expected, at)}' became '{Around(found, at)}'";
    }

    static string Around(string page, int at) => page[Math.Max(0, at - 60)..Math.Min(page.Length, at + 60)];

    [GeneratedRegex("""<input type="hidden" name="csrf" value="[^"]*" />""")]
    private static partial Regex Token();
}
