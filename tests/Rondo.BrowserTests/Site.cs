using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Playwright;
using Rondo.BrowserTests;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Server;

[assembly: AssemblyFixture(typeof(Site))]

namespace Rondo.BrowserTests;

/// <summary>A server with a small workspace, and a browser; made once for all tests.</summary>
public sealed class Site : IAsyncLifetime
{
    public const string Hostile = "<img src=x onerror=alert(1)>";

    static readonly string[] _flags =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-site-").FullName;
    readonly SemaphoreSlim _oneAtATime = new(1);
    RondoServer? _server;
    RondoServer? _accounts;
    string _session = "";
    IPlaywright? _playwright;
    IBrowser? _browser;

    public Workspace Workspace { get; private set; } = null!;

    /// <summary>A run with curves of 1,200 steps.</summary>
    public string LongRun { get; private set; } = "";

    public string FailedRun { get; private set; } = "";

    public string HostileRun { get; private set; } = "";

    public string DataHash { get; private set; } = "";

    /// <summary>The page of an experiment that runs.</summary>
    public string TestPage { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "Chromium is not installed here: apt-get install chromium.");
        Workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        Assertions.SetDefaultExpectTimeout(30_000);
        var browser = Launch();
        Train();
        await LogRuns();
        _server = await RondoServer.Start(Workspace, new ServerOptions { Port = 0 });
        _browser = await browser;
        // Everybody comes in by the printed address once; the others take over what it gave.
        await using var first = await _browser.NewContextAsync();
        await first.APIRequest.GetAsync(_server.StartAddress.ToString());
        _session = await first.StorageStateAsync();
        await Serve(first);
    }

    /// <summary>What the pages are that everybody sees.</summary>
    public IReadOnlyList<string> Screens =>
    [
        "/", "/runs", "/runs?q=metrics.rmse+%3C", "/runs?q=params.depth+%3D+%27nothing%27", $"/runs/{LongRun}", $"/runs/{FailedRun}",
        $"/runs/compare?run={LongRun}&run={HostileRun}", "/models", "/models/churn", "/models/churn/versions/1", "/models/churn/versions/1?tab=card",
        "/models/churn/versions/1?tab=approval", "/models/churn/versions/1?tab=files", "/models/churn/promote?version=2", "/models/churn/diff?from=1&to=2",
        "/deployments", "/experiments", TestPage, "/schedules", "/models/churn/monitoring", "/models/churn/monitoring/columns?name=a.b%5B0%5D", "/alerts",
        "/data", $"/data/{DataHash}?column=1", "/settings/keys", "/settings/audit",
    ];

    /// <summary>A server of the same workspace that asks people to sign in; nobody has set it up before the first test does.</summary>
    public async Task<RondoServer> WithAccounts()
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return _accounts ??= await RondoServer.Start(Workspace, new ServerOptions { Port = 0, Accounts = true });
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Adds somebody who may only look.</summary>
    public void AddViewer(string name, string password) =>
        Workspace.Users.Create(name, Role.Viewer, new PasswordHasher<object>().HashPassword(this, password), new Author { By = "test" });

    /// <summary>A visitor with a browser of their own, who is let in.</summary>
    public Task<Visitor> Visit(bool isDark = false, bool isPhone = false, bool withScripts = true) => Visit(_server!, isDark, isPhone, withScripts, _session);

    /// <summary>A stranger at the door of a server with accounts.</summary>
    public Task<Visitor> Visit(RondoServer server, bool withScripts = true) => Visit(server, isDark: false, isPhone: false, withScripts, null);

    async Task<Visitor> Visit(RondoServer server, bool isDark, bool isPhone, bool withScripts, string? session)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(),
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1360, Height = 900 },
            JavaScriptEnabled = withScripts,
            // Nothing slides: what is looked at stands still.
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = session,
        });
        context.SetDefaultTimeout(30_000);
        return new Visitor(context, await context.NewPageAsync());
    }

    async Task<IBrowser> Launch()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = _flags });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_accounts is not null) await _accounts.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _oneAtATime.Dispose();
        Workspace?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static string? Chromium { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    // Three versions of one model, from data whose column names are as bad as names can be.
    void Train()
    {
        var rows = Enumerable.Range(0, 240).Select(i =>
        {
            var (a, b) = (i * 37 % 101, i * 53 % 89);
            var noise = (i * 71 % 23) - 11;
            return string.Create(CultureInfo.InvariantCulture, $"{a},{b / 10.0},{(i % 3 == 0 ? "red" : i % 3 == 1 ? "green" : "blue")},{(i % 17 == 0 ? "" : (i % 7).ToString(CultureInfo.InvariantCulture))},{(a + b + noise > 95 ? "yes" : "no")}");
        });
        File.WriteAllLines(Path.Combine(_folder, "rows.csv"), ["a.b[0],\"x\"\"y\",\"" + Hostile + "\",it's,churned", .. rows]);
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), """
            name: churn
            define: { question: Who leaves?, target: churned, success: { accuracy: 0.6 } }
            prepare: { source: rows.csv }
            train: { metric: roc_auc, models: [logistic_regression], tune: none, cv: { folds: 3 } }
            """);
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var result = new LifecycleRunner(Workspace).Run(SpecReader.Read(_folder), new RunOptions { Threads = 2, Seed = seed });
            DataHash = Workspace.Models.Get(ModelReference.Version("churn", (int)seed)).DataHash;
            if (seed == 1) Workspace.Models.Register(ModelPackage.Open(Workspace.Objects, Workspace.Models.Get(ModelReference.Version("churn", 1)).PackageHash), new Registration(true) { Model = Hostile });
        }
    }

    // A day's predictions whose numbers are larger than at training, labels for half of them, and the alert that this is.
    async Task Serve(IBrowserContext browser)
    {
        var token = (await (await browser.APIRequest.GetAsync(new Uri(_server!.Address, "/api/v1/me").ToString())).JsonAsync())!.Value.GetProperty("csrf_token").GetString()!;
        async Task<JsonElement> Post(string path, object body)
        {
            var answer = await browser.APIRequest.PostAsync(new Uri(_server.Address, path).ToString(), new() { DataObject = body, Headers = new Dictionary<string, string> { ["X-CSRF"] = token, ["Origin"] = _server.Address.GetLeftPart(UriPartial.Authority) } });
            Assert.True(answer.Ok, await answer.TextAsync());
            return (await answer.JsonAsync())!.Value;
        }
        var rows = Enumerable.Range(0, 80).Select(i => new Dictionary<string, object> { ["a.b[0]"] = 60 + (i * 37 % 101), ["x\"y"] = i * 53 % 89 / 10.0, [Hostile] = i % 3 == 0 ? "red" : i % 3 == 1 ? "green" : Hostile, ["it's"] = i % 7 });
        var predicted = (await Post("/models/churn/predict", new { rows })).GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("prediction_id").GetString()).ToArray();
        await Post("/labels", new { labels = predicted.Take(40).Select((id, i) => new { prediction_id = id, value = i % 3 == 0 ? "no" : "yes" }) });
        var test = new AbTestDesk(Workspace, TimeProvider.System).Start("churn", new Author { By = Hostile }, Hostile, declared => declared with
        {
            Treatments = ["2"],
            Rules = declared.Rules with { Mode = AbTestMode.Ab, Metric = "bought", IsModelMetric = false, HigherIsBetter = true },
        });
        TestPage = $"/experiments/{test.Id}";
        // The same rows as before, each as often: what drifts most stays what it is.
        for (var unit = 0; unit < 240; unit++)
        {
            await Post("/models/churn/predict", new { rows = rows.Skip(unit % 80).Take(1), unit = $"u{unit}" });
            if (unit % 3 == 0) await Post("/outcomes", new { outcomes = new[] { new { unit = $"u{unit}", metric = "bought", value = unit % 5 } } });
        }
        for (var i = 0; i < 400 && Workspace.Alerts.List("churn").Count == 0; i++) await Task.Delay(25);
        new AlertEvaluation(Workspace, [new MonitoringSignals(Workspace)], new Tomorrow(), _ => { }).RunDue(CancellationToken.None);
    }

    // A moment after the day has ended.
    sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddSeconds(3);
    }

    async Task LogRuns()
    {
        var project = Workspace.Projects.Create("sweep").Id;
        for (var i = 0; i < 60; i++)
        {
            var run = await Workspace.Tracking.Create(new RunCreation { ProjectId = project, Name = string.Create(CultureInfo.InvariantCulture, $"sweep-{i:00}"), User = "ada" });
            await Workspace.Tracking.Log(run, new RunLog
            {
                Params = [new("depth", (i % 5).ToString(CultureInfo.InvariantCulture)), new("rate", (0.01 * (1 + (i % 7))).ToString(CultureInfo.InvariantCulture)), new("fixed", "same")],
                Metrics = [.. Enumerable.Range(1, 20).Select(step => new LoggedMetric("rmse", 1.0 + (i / 100.0) + (1.0 / step), step, step * 1_000_000))],
            });
            await Workspace.Tracking.Change(run, new RunChange { Status = RunStatus.Finished });
        }
        LongRun = await Workspace.Tracking.Create(new RunCreation { ProjectId = project, Name = "long" });
        await Workspace.Tracking.Log(LongRun, new RunLog
        {
            Metrics = [.. Enumerable.Range(1, 1200).Select(step => new LoggedMetric("loss", Math.Exp(-step / 300.0), step, step * 1000))],
            Tags = [new("mlflow.note.content", "The baseline.\nKeep it.")],
        });
        await Workspace.Artifacts.Put(LongRun, "plots/loss.svg", new MemoryStream("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray()));
        await Workspace.Tracking.Change(LongRun, new RunChange { Status = RunStatus.Finished });

        var patch = $"diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-rate = 0.1\n+rate = 0.2  # {Hostile}\n";
        FailedRun = Workspace.Runs.Start(new RunStart
        {
            Name = "churn",
            SpecHash = new string('0', 64),
            SpecJson = "{}",
            Seed = 1,
            Code = new CodeVersion("0123456789abcdef", IsDirty: true),
            CodeDiff = Workspace.Objects.Put(System.Text.Encoding.UTF8.GetBytes(patch)),
        });
        Workspace.Logs.Append(FailedRun, [.. Enumerable.Range(1, 300).Select(i => new LogLine(i, DateTimeOffset.UtcNow, $"prepare   line {i.ToString(CultureInfo.InvariantCulture)} {Hostile}"))]);
        Workspace.Runs.Finish(FailedRun, RunStatus.Failed, "The source 'rows.csv' has no column 'churned'.");

        HostileRun = await Workspace.Tracking.Create(new RunCreation { ProjectId = project, Name = Hostile, User = Hostile });
        await Workspace.Tracking.Log(HostileRun, new RunLog
        {
            Params = [new(Hostile, Hostile), new("it's a.b[0]", "'\"\\`")],
            Metrics = [.. Enumerable.Range(1, 5).Select(step => new LoggedMetric(Hostile, step, step, step)), .. Enumerable.Range(1, 5).Select(step => new LoggedMetric("a.b[0]", step * 2, step, step))],
            Tags = [new(Hostile, Hostile), new("mlflow.note.content", Hostile)],
        });
        await Workspace.Artifacts.Put(HostileRun, "img onerror=alert(1).txt", new MemoryStream("text"u8.ToArray()));
        await Workspace.Tracking.Change(HostileRun, new RunChange { Status = RunStatus.Finished });
    }
}
