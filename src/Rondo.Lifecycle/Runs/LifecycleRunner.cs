using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>Runs a lifecycle file: prepare, train, prove, register. What did not change since an earlier run is not done again.</summary>
public sealed class LifecycleRunner(Workspace workspace, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <exception cref="RondoException">Whatever the user can put right, before any training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to keep.</exception>
    public RunResult Run(SpecDocument document, RunOptions options)
    {
        var started = _clock.GetUtcNow();
        workspace.Runs.MarkKilled();
        using var log = new ProgressLog(workspace.Logs, options.Progress, _clock);
        options = options with { Progress = log };
        var watch = Stopwatch.GetTimestamp();
        if (options.Seed is { } seed) document = document with { Spec = document.Spec.WithSeed((long)seed) };
        var source = DataReader.Read(workspace, document, options);
        var gate = DataGate.Pass(workspace, document, source, options);
        source = source with { Table = gate.Table, Numbers = gate.Numbers, Schema = SchemaCheck.Read(document) };
        document = document with { Alerts = [.. document.Alerts, .. source.Alerts] };
        var resolved = SpecResolver.Resolve(document, source.Table, RondoParts.Catalog);
        var steps = new List<RunStep> { new("prepare", source.IsCached, Stopwatch.GetElapsedTime(watch).TotalSeconds) };

        var circumstances = RunCircumstances.Of(workspace, document.Folder, options, SchemaCheck.PathOf(document) is { } schema ? [schema] : []);
        var code = circumstances.Code;
        var run = workspace.Runs.Start(new RunStart
        {
            Name = resolved.Name,
            SpecHash = resolved.SpecHash,
            SpecJson = SpecJson.Canonical(resolved.Spec),
            Seed = resolved.Seed,
            DataHash = source.DataHash,
            Code = code,
            CodeDiff = circumstances.Diff,
            Environment = circumstances.Environment,
        });
        log.Attach(run);
        using var heartbeat = new Heartbeat(workspace.Runs, run, _clock);
        try
        {
            workspace.Data.Record(SourceWords.ReadingOf(resolved, source.DataHash, run));
            watch = Stopwatch.GetTimestamp();
            var tell = gate.Keep(Path.Combine(workspace.Folder, "runs", run));
            using var history = new MetricHistory(workspace.Runs, run, _clock);
            var (model, isCached) = Train(run, started, document, resolved, source, options with { History = history.Add });
            history.Save();
            model = model with { Report = tell(model.Report) };
            steps.Add(new RunStep("train", isCached, Stopwatch.GetElapsedTime(watch).TotalSeconds));
            var result = Register(run, started, resolved, source, model, code, steps, options);
            log.Save();
            workspace.Runs.Finish(run, result.IsCancelled ? RunStatus.Cancelled : RunStatus.Finished);
            return result;
        }
        catch (OperationCanceledException)
        {
            log.End("Cancelled before there was anything to keep.");
            workspace.Runs.Finish(run, RunStatus.Cancelled, "Cancelled before there was anything to keep.");
            throw;
        }
        catch (Exception exception)
        {
            log.End(exception.Message);
            workspace.Runs.Finish(run, RunStatus.Failed, exception.Message);
            throw;
        }
    }

    /// <summary>A trained model as the step cache keeps it.</summary>
    /// <param name="Reference">reference.bin.</param>
    private sealed record TrainedModel(RunReport Report, FittedPipeline Pipeline, byte[] Bytes, byte[] Reference)
    {
        public bool IsCancelled { get; init; }
    }

    (TrainedModel Model, bool IsCached) Train(string run, DateTimeOffset started, SpecDocument document, ResolvedSpec resolved, SourceTable source, RunOptions options)
    {
        const string step = "train", pipelineName = ModelPackage.PipelineName, reportName = ModelPackage.ReportDataName, referenceName = ModelPackage.ReferenceName;
        var key = StepCache.KeyOf(step, new Dictionary<string, string> { ["data"] = source.DataHash }, SpecJson.Canonical(resolved.Spec));
        if (workspace.Steps.TryGet(step, key) is { } known && known.TryGetValue(referenceName, out var reference))
        {
            options.Say(step, "nothing that decides the model has changed; taking it from the cache");
            var bytes = workspace.Objects.Read(known[pipelineName]);
            var report = ReportJson.Read(Encoding.UTF8.GetString(workspace.Objects.Read(known[reportName])));
            return (new TrainedModel(report with { Run = run, Name = resolved.Name, Model = resolved.Name, Started = started }, PipelineFormat.Read(bytes), bytes, workspace.Objects.Read(reference)), IsCached: true);
        }
        var data = LeakageCheck.Apply(DataPreparation.Prepare(source.Table, resolved, document.Map, options, source.Numbers), resolved, document.Map, options);
        var trained = Search(data, resolved, document.Map, key, options);
        var model = new TrainedModel(ReportBuilder.Build(run, started, resolved, source.Table, data, trained), Prove(trained, data, options), trained.PipelineBytes, TrainingReference.Of(trained, data, resolved, options)) { IsCancelled = trained.IsCancelled };
        if (!model.IsCancelled)
        {
            workspace.Steps.Put(step, key, new Dictionary<string, string>
            {
                [pipelineName] = workspace.Objects.Put(model.Bytes),
                [referenceName] = workspace.Objects.Put(model.Reference),
                [reportName] = workspace.Objects.Put(Encoding.UTF8.GetBytes(ReportJson.Write(model.Report))),
            });
        }
        return (model, IsCached: false);
    }

    // A killed search goes on where it stood; a finished one leaves nothing behind.
    Trained Search(PreparedData data, ResolvedSpec resolved, SourceMap map, string key, RunOptions options)
    {
        var folds = new FoldPlan(resolved, map);
        var rows = data.TrainRows();
        var plan = new TrainingPlanner(resolved).Plan(folds.Make(rows));
        var outer = folds.MakeOuter(rows);
        // Each outer fold searches anew, all within the file's time.
        plan = plan with { Budget = plan.Budget / (outer.Count + 1) };
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "trials")).FullName;
        using var log = TrialLog.Open(Path.Combine(folder, $"{key}.jsonl"), key);
        if (log.Count > 0) options.Say("train", $"going on after {log.Count} trials of an earlier run that did not end");
        var trained = new Training(data, rows, plan, options).Run(log, outer.Count == 0 ? null : () => NestedScores.Measure(rows, outer, plan, folds, options));
        if (!trained.IsCancelled) log.Delete();
        return trained;
    }

    /// <summary>The saved bytes, read again, must predict the test rows to the last bit.</summary>
    static FittedPipeline Prove(Trained trained, PreparedData data, RunOptions options)
    {
        options.Say("evaluate", "replaying the test rows through the saved model");
        var reloaded = PipelineFormat.Read(trained.PipelineBytes);
        var again = reloaded.Predict(data.TestTable(), options.Threads);
        if (!again.Values.AsSpan().SequenceEqual(trained.Best.Test.Predictions))
            throw new InvalidOperationException("The saved model predicts the test rows differently from the fitted one; nothing was registered.");
        return reloaded;
    }

    /// <summary>With the champion, or else with the newest version; null for the first one.</summary>
    ComparisonReport? Compare(ModelDescription description)
    {
        if (workspace.Models.List().All(m => m.Name != description.Name)) return null;
        var versions = workspace.Models.Versions(description.Name);
        var other = versions.FirstOrDefault(v => v.Aliases.Contains("champion")) ?? versions.MaxBy(v => v.Number);
        try
        {
            return other is null ? null : VersionComparison.Of(other.ToString(), workspace.Models.Open(other).Description, description);
        }
        catch (RondoException)
        {
            // An earlier package that was lost or damaged is no reason to lose this one.
            return null;
        }
    }

    RunResult Register(
        string run, DateTimeOffset started, ResolvedSpec resolved, SourceTable source, TrainedModel model, CodeVersion? code, List<RunStep> steps, RunOptions options)
    {
        options.Say("register", "writing the package");
        var watch = Stopwatch.GetTimestamp();
        var pipeline = model.Pipeline;
        var description = new ModelDescription
        {
            Name = resolved.Name,
            Signature = ModelSignature.Of(pipeline, resolved.Spec.Define.Target?.Name),
            Spec = JsonDocument.Parse(SpecJson.Canonical(resolved.Spec)).RootElement,
            Lineage = new ModelLineage
            {
                Run = run,
                SpecHash = resolved.SpecHash,
                DataHash = source.DataHash,
                RondoVersion = RondoVersion.Current,
                Algorithm = model.Report.Best,
                GitCommit = code?.Commit,
                GitDirty = code?.IsDirty,
                Plugins = PluginUse.Of(pipeline),
                Created = started,
            },
            Metrics = model.Report.Test.ToDictionary(m => m.Name, m => (double?)m.Value),
        };
        var writer = new PackageWriter(workspace.Objects, description, model.Bytes);
        var report = model.Report with
        {
            Comparison = Compare(description with { Lineage = description.Lineage with { ModelHash = writer.ModelHash } }),
            Hashes = model.Report.Hashes.SetItem("spec_hash", resolved.SpecHash).SetItem("data_hash", source.DataHash).SetItem("model_hash", writer.ModelHash),
            Versions = model.Report.Versions.SetItem("rondo", RondoVersion.Current).SetItem("dotnet", RuntimeInformation.FrameworkDescription).SetItem("commit", code?.ToString() ?? "none"),
            Steps = [.. steps.Select(s => new StepTime(s.Name, s.Seconds, s.IsCached))],
        };
        var folder = Path.Combine(workspace.Folder, "runs", run);
        var page = ReportFiles.Write(report, folder);
        if (source.Schema is { } schema) writer.Add(ModelPackage.SchemaName, Encoding.UTF8.GetBytes(schema.ToYaml()));
        writer.Add(ModelPackage.ReferenceName, model.Reference);
        var package = writer.AddFile(ModelPackage.ReportName, page).AddFile(ModelPackage.ReportDataName, Path.ChangeExtension(page, ".json")).AddFile(ModelPackage.CardName, Path.Combine(folder, ModelPackage.CardName)).Save();
        var version = workspace.Models.Register(package, new Registration(report.Success.All(c => c.Met)) { IsCancelled = model.IsCancelled, Author = options.Author ?? new Author(), Within = options.Registering });
        steps.Add(new RunStep("register", IsCached: false, Stopwatch.GetElapsedTime(watch).TotalSeconds));

        foreach (var step in steps) workspace.Runs.LogStep(run, step);
        workspace.Runs.LogParams(run, report.Leaderboard.First(r => r.Model == report.Best).Params.ToDictionary(p => p.Key, p => p.Value?.ToJsonString() ?? "null"));
        workspace.Runs.LogMetrics(run, report.Test.ToDictionary(m => m.Name, m => m.Value ?? double.NaN));
        workspace.Runs.AddChildren(run, TrialRuns.Of(report));
        workspace.Artifacts.NameAll(run, package.Manifest.Files.Select(f => ($"model/{f.Key}", f.Value.Sha256, f.Value.Size)));
        var result = report with { Steps = [.. steps.Select(s => new StepTime(s.Name, s.Seconds, s.IsCached))] };
        return new RunResult(result, version, page) { IsCancelled = model.IsCancelled };
    }
}
