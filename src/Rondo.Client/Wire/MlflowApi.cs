using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Client.Spool;

namespace Rondo.Client.Wire;

/// <summary>The logging part of MLflow's REST API.</summary>
sealed class MlflowApi(Connection connection)
{
    public const string Root = "api/2.0/mlflow/";
    const string ArtifactRoot = "api/2.0/mlflow-artifacts/artifacts/";

    /// <summary>Finds a run whose creation was never answered.</summary>
    const string LocalIdTag = "rondo.client.run";

    readonly ConcurrentDictionary<string, string> _experiments = new(StringComparer.Ordinal);

    /// <summary>Creates the run, or finds that an earlier attempt already did; its id is then in <paramref name="run"/>.</summary>
    public async Task<Answer> Create(SpooledRun run, CancellationToken cancellation)
    {
        var (experiment, experimentId) = await Experiment(run.Experiment, cancellation).ConfigureAwait(false);
        if (experimentId is null) return experiment;
        run.ExperimentId = experimentId;
        if (run.IsAttempted)
        {
            var search = await Post("runs/search", new SearchRuns([experimentId], $"tags.`{LocalIdTag}` = '{run.LocalId}'", 1), WireJson.Default.SearchRuns, cancellation).ConfigureAwait(false);
            if (!search.IsDone) return search;
            if (search.Read(WireJson.Default.RunsAnswer).Runs is [{ Info: { } found }, ..]) return Take(run, found);
        }
        run.IsAttempted = true;
        var tags = run.Tags.Select(t => new WireTag(t.Key, t.Value)).Append(new(LocalIdTag, run.LocalId)).ToList();
        if (run.ParentId is { } parent) tags.Add(new("mlflow.parentRunId", parent));
        var created = await Post("runs/create", new CreateRun(experimentId, Environment.UserName, run.Name, run.StartTime, tags), WireJson.Default.CreateRun, cancellation).ConfigureAwait(false);
        if (!created.IsDone) _experiments.TryRemove(run.Experiment, out _);
        return created.IsDone ? Take(run, created.Read(WireJson.Default.RunAnswer).Run?.Info) : created;
    }

    public Task<Answer> GetRun(string runId, CancellationToken cancellation) => connection.Get($"{Root}runs/get?run_id={Uri.EscapeDataString(runId)}", cancellation);

    public Task<Answer> LogBatch(ReadOnlyMemory<byte> body, CancellationToken cancellation) => connection.Post(Root + "runs/log-batch", body, cancellation);

    public Task<Answer> LogDataset(string runId, LoggedDataset dataset, CancellationToken cancellation) =>
        Post("runs/log-inputs", new LogInputs(runId, [dataset]), WireJson.Default.LogInputs, cancellation);

    public Task<Answer> Update(string runId, string status, long? endTime, CancellationToken cancellation) =>
        Post("runs/update", new UpdateRun(runId, status, endTime), WireJson.Default.UpdateRun, cancellation);

    public async Task<Answer> PutArtifact(string? artifactUri, string path, string file, CancellationToken cancellation)
    {
        if (artifactUri is null || !Uri.TryCreate(artifactUri, UriKind.Absolute, out var uri) || uri.Scheme != "mlflow-artifacts")
            return Answer.Refused($"The server keeps the run's artifacts at '{artifactUri}' and takes none itself; start it so that it does (MLflow: --serve-artifacts).");
        var whole = $"{Uri.UnescapeDataString(uri.AbsolutePath).Trim('/')}/{path}";
        return await connection.Put(ArtifactRoot + string.Join('/', whole.Split('/').Select(Uri.EscapeDataString)), file, cancellation).ConfigureAwait(false);
    }

    public Task<Answer> Heartbeat(string runId, CancellationToken cancellation) =>
        connection.Post($"api/v1/runs/{Uri.EscapeDataString(runId)}/heartbeat", "{}"u8.ToArray(), cancellation);

    async Task<(Answer Answer, string? Id)> Experiment(string name, CancellationToken cancellation)
    {
        if (_experiments.TryGetValue(name, out var known)) return (Answer.Done, known);
        // A second look: another process may have created it between the first and the creation.
        for (var look = 1; ; look++)
        {
            var found = await connection.Get($"{Root}experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}", cancellation).ConfigureAwait(false);
            if (found.IsDone) return Know(name, found.Read(WireJson.Default.ExperimentAnswer).Experiment?.ExperimentId);
            if (found.Code != "RESOURCE_DOES_NOT_EXIST") return (found, null);
            var created = await Post("experiments/create", new CreateExperiment(name), WireJson.Default.CreateExperiment, cancellation).ConfigureAwait(false);
            if (created.IsDone) return Know(name, created.Read(WireJson.Default.ExperimentAnswer).ExperimentId);
            if (created.Code != "RESOURCE_ALREADY_EXISTS" || look == 2) return (created, null);
        }
    }

    (Answer Answer, string? Id) Know(string name, string? id)
    {
        if (id is null) return (Answer.Away($"{connection.Server} gave no experiment_id for '{name}'.", 200), null);
        _experiments[name] = id;
        return (Answer.Done, id);
    }

    Answer Take(SpooledRun run, WireRunInfo? info)
    {
        if (info?.RunId is null) return Answer.Away($"{connection.Server} gave no run_id for a new run.", 200);
        (run.RunId, run.ArtifactUri) = (info.RunId, info.ArtifactUri);
        run.ExperimentId = info.ExperimentId ?? run.ExperimentId;
        run.Name = info.RunName ?? run.Name;
        return Answer.Done;
    }

    Task<Answer> Post<T>(string route, T request, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        connection.Post(Root + route, JsonSerializer.SerializeToUtf8Bytes(request, type), cancellation);
}
