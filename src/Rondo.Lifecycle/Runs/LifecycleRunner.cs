using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;
using Rondo.Train.CrossValidation;

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
        var watch = Stopwatch.GetTimestamp();
        if (options.Seed is { } seed) document = document with { Spec = document.Spec.WithSeed((long)seed) };
        var source = DataReader.Read(workspace, document, options);
        source = source with { Table = SchemaCheck.Apply(document, source.Table) };
        var resolved = SpecResolver.Resolve(document, source.Table, RondoParts.Catalog);
        var steps = new List<RunStep> { new("prepare", source.IsCached, Stopwatch.GetElapsedTime(watch).TotalSeconds) };

        var code = CodeVersion.Detect(document.Folder, SchemaCheck.PathOf(document) is { } schema ? [schema] : []);
        var run = workspace.Runs.Start(new RunStart
        {
            Name = resolved.Name,
            SpecHash = resolved.SpecHash,
            SpecJson = SpecJson.Canonical(resolved.Spec),
            Seed = SeedOf(resolved),
            DataHash = source.DataHash,
            Code = code,
            Environment = new Dictionary<string, string>
            {
                ["dotnet"] = RuntimeInformation.FrameworkDescription,
                ["system"] = RuntimeInformation.RuntimeIdentifier,
                ["threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
            },
        });
        using var heartbeat = new Heartbeat(workspace.Runs, run, _clock);
        try
        {
            watch = Stopwatch.GetTimestamp();
            var (model, isCached) = Train(run, started, document, resolved, source, options);
            steps.Add(new RunStep("train", isCached, Stopwatch.GetElapsedTime(watch).TotalSeconds));
            var result = Register(run, started, resolved, source, model, code, steps, options);
            workspace.Runs.Finish(run, result.IsCancelled ? RunStatus.Cancelled : RunStatus.Finished);
            return result;
        }
        catch (OperationCanceledException)
        {
            workspace.Runs.Finish(run, RunStatus.Cancelled, "Cancelled before there was anything to keep.");
            throw;
        }
        catch (Exception exception)
        {
            workspace.Runs.Finish(run, RunStatus.Failed, exception.Message);
            throw;
        }
    }

    /// <summary>A trained model as the step cache keeps it.</summary>
    private sealed record TrainedModel(RunReport Report, FittedPipeline Pipeline, byte[] Bytes)
    {
        public bool IsCancelled { get; init; }
    }

    (TrainedModel Model, bool IsCached) Train(string run, DateTimeOffset started, SpecDocument document, ResolvedSpec resolved, SourceTable source, RunOptions options)
    {
        const string step = "train", pipelineName = "pipeline.bin", reportName = "report.json";
        var key = StepCache.KeyOf(step, new Dictionary<string, string> { ["data"] = source.DataHash }, SpecJson.Canonical(resolved.Spec));
        if (workspace.Steps.TryGet(step, key) is { } known)
        {
            options.Say(step, "nothing that decides the model has changed; taking it from the cache");
            var bytes = workspace.Objects.Read(known[pipelineName]);
            var report = ReportJson.Read(Encoding.UTF8.GetString(workspace.Objects.Read(known[reportName])));
            return (new TrainedModel(report with { Run = run, Name = resolved.Name, Model = resolved.Name, Started = started }, PipelineFormat.Read(bytes), bytes), IsCached: true);
        }
        var data = DataPreparation.Prepare(source.Table, resolved, document.Map, options);
        var trained = Training.Run(data, Plan(resolved, data, document.Map), options);
        var model = new TrainedModel(ReportBuilder.Build(run, started, resolved, source.Table, data, trained), Prove(trained, data, options), trained.PipelineBytes) { IsCancelled = trained.IsCancelled };
        if (!model.IsCancelled)
        {
            workspace.Steps.Put(step, key, new Dictionary<string, string>
            {
                [pipelineName] = workspace.Objects.Put(model.Bytes),
                [reportName] = workspace.Objects.Put(Encoding.UTF8.GetBytes(ReportJson.Write(model.Report))),
            });
        }
        return (model, IsCached: false);
    }

    static TrainingPlan Plan(ResolvedSpec resolved, PreparedData data, SourceMap map)
    {
        var train = resolved.Spec.Train;
        var builder = new RecipeBuilder(resolved);
        var baselines = Baselines(resolved.Spec.Define.Baseline, resolved.Task).Select(b => builder.Candidate(b, isBaseline: true));
        var models = train.Models.Select(m => builder.Candidate(RondoParts.Catalog.Create<IAlgorithm>(m.Name, m.Parameters)));
        return new TrainingPlan([.. baselines, .. models], FoldsOf(resolved, data, map), RondoParts.Catalog.Create<IMetric>(train.Metric!))
        {
            Seed = SeedOf(resolved),
            Explain = train.Evaluate.Explain?.Contains("permutation") ?? true,
        };
    }

    // The declared baseline, and always the plainest rules as well.
    static IEnumerable<IAlgorithm> Baselines(string? declared, TaskKind task)
    {
        var names = new List<string> { task == TaskKind.Regression ? "constant" : "prior", "random", "one_rule" };
        var values = new Dictionary<string, object?>();
        if (declared is "mean" or "median") values["strategy"] = declared;
        return names.Select(name => RondoParts.Catalog.Create<IAlgorithm>(name, name == "constant" ? values : null));
    }

    static IReadOnlyList<Fold> FoldsOf(ResolvedSpec resolved, PreparedData data, SourceMap map)
    {
        var cv = resolved.Spec.Train.Cv;
        // Rows of one group must not meet across folds, whatever else the folds are made by.
        var strategy = data.Groups is not null && (cv.Strategy is "k_fold" or "stratified") ? "group" : cv.Strategy!;
        var info = RondoParts.Catalog.Find<IFolds>(strategy)!;
        var given = new Dictionary<string, object?> { ["folds"] = cv.Folds, ["repeats"] = cv.Repeats, ["gap"] = cv.Gap };
        if (cv.Folds is { } folds && cv.Strategy == "holdout") given["fraction"] = 1.0 / folds;
        var values = given.Where(v => v.Value is not null && info.Parameters.Any(p => p.Name == v.Key)).ToDictionary();
        var target = data.Target.Take(data.Train);
        int[]? groups = data.Groups is null ? null : [.. data.Train.Select(r => data.Groups[r])];
        try
        {
            var made = RondoParts.Catalog.Create<IFolds>(strategy, values).Make(target.Rows, target, groups, SeedOf(resolved), data.IsOrdered);
            return target.Task == TaskKind.Regression ? made : RefuseSingleClass(made, target);
        }
        catch (RondoException exception)
        {
            throw new RondoException(exception.Mistakes.Select(m => map.Place(m, "train.cv.folds")));
        }
    }

    // In time order a class may come late; a model of one class would be no model.
    static IReadOnlyList<Fold> RefuseSingleClass(IReadOnlyList<Fold> folds, Target target)
    {
        for (var k = 0; k < folds.Count; k++)
        {
            var first = target.Values[folds[k].Train[0]];
            if (folds[k].Train.Any(row => target.Values[row] != first)) continue;
            throw new RondoException("single_class_fold",
                $"Fold {k + 1} of {folds.Count} would train on rows of the class '{target.Classes[(int)first]}' alone.", "Use fewer folds, or another strategy.");
        }
        return folds;
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

    RunResult Register(
        string run, DateTimeOffset started, ResolvedSpec resolved, SourceTable source, TrainedModel model, CodeVersion? code, List<RunStep> steps, RunOptions options)
    {
        options.Say("register", "writing the package");
        var watch = Stopwatch.GetTimestamp();
        var pipeline = model.Pipeline;
        var description = new ModelDescription
        {
            Name = resolved.Name,
            Signature = new ModelSignature
            {
                Task = pipeline.Task,
                Target = resolved.Spec.Define.Target.Name,
                Columns = [.. pipeline.Input.Fields.Select(f => new SignatureColumn(f.Name, f.Type))],
                Classes = pipeline.Classes,
                Positive = pipeline.Task == TaskKind.Binary ? pipeline.Classes[1] : null,
                Threshold = pipeline.Task == TaskKind.Binary ? pipeline.Threshold : null,
            },
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
                Created = started,
            },
            Metrics = model.Report.Test.ToDictionary(m => m.Name, m => (double?)m.Value),
        };
        var writer = new PackageWriter(workspace.Objects, description, model.Bytes);
        var report = model.Report with
        {
            Hashes = model.Report.Hashes.SetItem("spec_hash", resolved.SpecHash).SetItem("data_hash", source.DataHash).SetItem("model_hash", writer.ModelHash),
            Versions = model.Report.Versions.SetItem("rondo", RondoVersion.Current).SetItem("dotnet", RuntimeInformation.FrameworkDescription).SetItem("commit", code?.ToString() ?? "none"),
            Steps = [.. steps.Select(s => new StepTime(s.Name, s.Seconds, s.IsCached))],
        };
        var folder = Path.Combine(workspace.Folder, "runs", run);
        var page = ReportFiles.Write(report, folder);
        var package = writer.AddFile(ModelPackage.ReportName, page).AddFile(ModelPackage.ReportDataName, Path.ChangeExtension(page, ".json")).Save();
        var version = workspace.Models.Register(package, new Registration(report.Success.All(c => c.Met)) { IsCancelled = model.IsCancelled });
        steps.Add(new RunStep("register", IsCached: false, Stopwatch.GetElapsedTime(watch).TotalSeconds));

        foreach (var step in steps) workspace.Runs.LogStep(run, step);
        workspace.Runs.LogParams(run, report.Leaderboard.First(r => r.Model == report.Best).Params.ToDictionary(p => p.Key, p => p.Value?.ToJsonString() ?? "null"));
        workspace.Runs.LogMetrics(run, report.Test.ToDictionary(m => m.Name, m => m.Value ?? double.NaN));
        var result = report with { Steps = [.. steps.Select(s => new StepTime(s.Name, s.Seconds, s.IsCached))] };
        return new RunResult(result, version, page) { IsCancelled = model.IsCancelled };
    }

    static ulong SeedOf(ResolvedSpec resolved) => (ulong)(resolved.Spec.Prepare.Split.Seed ?? 42);
}
