using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rondo.Client.Predictions;
using Rondo.Client.Wire;

namespace Rondo.Client.Registry;

/// <summary>Calls to the model registry. They go to the server at once and throw <see cref="RondoClientException"/> when it refuses or is away.</summary>
public sealed class ModelRegistry
{
    const string Models = MlflowApi.Root + "registered-models/";
    const string ModelVersions = MlflowApi.Root + "model-versions/";
    const string Platform = "api/v1/models/";
    const string Champion = "champion";
    const int PageSize = 100;
    const DynamicallyAccessedMemberTypes RowMembers = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;

    readonly Connection _connection;
    readonly RondoClient _client;

    readonly RemoteModels _remote;

    internal ModelRegistry(Connection connection, RondoClient client, RondoClientOptions options) =>
        (_connection, _client, _remote) = (connection, client, new RemoteModels(connection, options));

    /// <summary>What the server's model says of rows: objects of a class, whose properties are columns, or dictionaries of columns.</summary>
    /// <param name="model">name, name@alias or name@version.</param>
    /// <param name="rows">One row or more.</param>
    public Task<PredictionSet> Predict<[DynamicallyAccessedMembers(RowMembers)] T>(string model, params IReadOnlyList<T> rows) =>
        Predict(model, rows, null, CancellationToken.None);

    /// <inheritdoc cref="Predict{T}(string, IReadOnlyList{T})"/>
    /// <param name="model">name, name@alias or name@version.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">What to say besides, and how long to try.</param>
    /// <exception cref="RondoClientException">The server refuses the rows, each wrong value in <see cref="RondoClientException.Details"/>, or is away.</exception>
    public Task<PredictionSet> Predict<[DynamicallyAccessedMembers(RowMembers)] T>(string model, IReadOnlyList<T> rows, PredictOptions? options, CancellationToken cancellation = default) =>
        _remote.Predict(model, rows, options ?? new PredictOptions(), cancellation);

    /// <summary>Creates a model without versions.</summary>
    public async Task<RegisteredModel> Create(string name, string? description = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellation = default)
    {
        Argument.CheckKey(name, nameof(name));
        return ModelOf(await Send(HttpMethod.Post, Models + "create", new() { Name = name, Description = description, Tags = TagsOf(tags) }, cancellation).ConfigureAwait(false));
    }

    /// <summary>Makes files of a run a new version of the model, which is created where it doesn't exist. Waits until the server has the run's records.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="run">The run that logged the files.</param>
    /// <param name="path">Their folder or file among the run's artifacts.</param>
    public async Task<ModelVersion> Register(string name, ActiveRun run, string path, string? description = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellation = default)
    {
        Argument.CheckArtifactPath(path, nameof(path));
        if (await _client.Flush(TimeSpan.FromMinutes(1), cancellation).ConfigureAwait(false) != FlushState.Delivered || run.Id is not { } id)
            throw new RondoClientException($"Run '{run.Name}' has not reached the server, so that no version of '{name}' can be made of it. Register it when the server is back.");
        return await Register(name, $"{run.ArtifactUri}/{path}", id, description, tags, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes what lies at <paramref name="source"/> a new version of the model, which is created where it doesn't exist.</summary>
    public async Task<ModelVersion> Register(string name, string source, string? runId = null, string? description = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellation = default)
    {
        Argument.CheckKey(name, nameof(name));
        try
        {
            await Create(name, cancellation: cancellation).ConfigureAwait(false);
        }
        catch (RondoClientException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            // Then this is its next version.
        }
        return VersionOf(await Send(HttpMethod.Post, ModelVersions + "create", new() { Name = name, Source = source, RunId = runId, Description = description, Tags = TagsOf(tags) }, cancellation).ConfigureAwait(false));
    }

    public async Task<RegisteredModel> Get(string name, CancellationToken cancellation = default) =>
        ModelOf(await Ask($"{Models}get?name={Escaped(name)}", cancellation).ConfigureAwait(false));

    public async Task<ModelVersion> Get(string name, int version, CancellationToken cancellation = default) =>
        VersionOf(await Ask($"{ModelVersions}get?name={Escaped(name)}&version={Text(version)}", cancellation).ConfigureAwait(false));

    /// <summary>The version behind an alias, such as <c>champion</c>.</summary>
    public async Task<ModelVersion> Get(string name, string alias, CancellationToken cancellation = default) =>
        VersionOf(await Ask($"{Models}alias?name={Escaped(name)}&alias={Escaped(alias)}", cancellation).ConfigureAwait(false));

    /// <param name="filter">Such as <c>name LIKE 'churn%'</c>; null is all.</param>
    public async IAsyncEnumerable<RegisteredModel> Search(string? filter = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? page = null;
        do
        {
            var answer = (await Ask(PageOf(Models + "search", filter, page), cancellation).ConfigureAwait(false)).Read(WireJson.Default.ModelsAnswer);
            foreach (var model in answer.RegisteredModels ?? []) yield return Of(model);
            page = NextAfter(page, answer.NextPageToken);
        }
        while (page is not null);
    }

    /// <summary>The versions of a model, in the server's order.</summary>
    public async IAsyncEnumerable<ModelVersion> Versions(string name, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Argument.CheckKey(name, nameof(name));
        // The filter's language has no way to write a quote of the kind that surrounds the text.
        var quote = name.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
        string? page = null;
        do
        {
            var answer = (await Ask(PageOf(ModelVersions + "search", $"name={quote}{name}{quote}", page), cancellation).ConfigureAwait(false)).Read(WireJson.Default.VersionsAnswer);
            foreach (var version in answer.ModelVersions ?? []) yield return Of(version);
            page = NextAfter(page, answer.NextPageToken);
        }
        while (page is not null);
    }

    /// <summary>Lets an alias point to a version.</summary>
    public Task SetAlias(string name, string alias, int version, CancellationToken cancellation = default) =>
        Send(HttpMethod.Post, Models + "alias", new() { Name = name, Alias = alias, Version = Text(version) }, cancellation);

    public Task DeleteAlias(string name, string alias, CancellationToken cancellation = default) =>
        Send(HttpMethod.Delete, Models + "alias", new() { Name = name, Alias = alias }, cancellation);

    public Task SetTag(string name, string key, string value, CancellationToken cancellation = default) =>
        Send(HttpMethod.Post, Models + "set-tag", new() { Name = name, Key = key, Value = value }, cancellation);

    public Task SetTag(string name, int version, string key, string value, CancellationToken cancellation = default) =>
        Send(HttpMethod.Post, ModelVersions + "set-tag", new() { Name = name, Version = Text(version), Key = key, Value = value }, cancellation);

    public Task Describe(string name, string description, CancellationToken cancellation = default) =>
        Send(HttpMethod.Patch, Models + "update", new() { Name = name, Description = description }, cancellation);

    public Task Describe(string name, int version, string description, CancellationToken cancellation = default) =>
        Send(HttpMethod.Patch, ModelVersions + "update", new() { Name = name, Version = Text(version), Description = description }, cancellation);

    /// <summary>Deletes the model with all its versions.</summary>
    public Task Delete(string name, CancellationToken cancellation = default) =>
        Send(HttpMethod.Delete, Models + "delete", new() { Name = name }, cancellation);

    public Task Delete(string name, int version, CancellationToken cancellation = default) =>
        Send(HttpMethod.Delete, ModelVersions + "delete", new() { Name = name, Version = Text(version) }, cancellation);

    /// <summary>Makes a version the champion, if it met its criteria and has the approval that the server asks for.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The new champion.</param>
    /// <param name="expected">The version that is champion now as far as the caller knows; another one refuses the call. Null asks for nothing.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="force">Promotes it without them.</param>
    public Task Promote(string name, int version, int? expected = null, string? reason = null, bool force = false, CancellationToken cancellation = default) =>
        Decide(name, "promote", new(version, expected, reason, force ? true : null), cancellation);

    /// <summary>Makes the champion before this one champion again.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="expected">As in <see cref="Promote"/>.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <returns>The champion since then.</returns>
    public async Task<ModelVersion> Rollback(string name, int? expected = null, string? reason = null, CancellationToken cancellation = default)
    {
        await Decide(name, "rollback", new(null, expected, reason, null), cancellation).ConfigureAwait(false);
        return await Get(name, Champion, cancellation).ConfigureAwait(false);
    }

    /// <summary>What happened to the model: versions that came, aliases that moved, by whom and why.</summary>
    public async Task<IReadOnlyList<ModelEvent>> History(string name, CancellationToken cancellation = default)
    {
        var answer = await Ask($"{Platform}{Escaped(name)}/history", cancellation).ConfigureAwait(false);
        return answer.Read(WireJson.Default.HistoryAnswer).Events ?? [];
    }

    async Task Decide(string name, string what, PromotionRequest request, CancellationToken cancellation)
    {
        Argument.CheckKey(name, nameof(name));
        var answer = await _connection.Post($"{Platform}{Escaped(name)}/{what}", JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.PromotionRequest), cancellation).ConfigureAwait(false);
        if (!answer.IsDone) throw answer.AsException();
    }

    async Task<Answer> Ask(string path, CancellationToken cancellation)
    {
        var answer = await _connection.Get(path, cancellation).ConfigureAwait(false);
        return answer.IsDone ? answer : throw answer.AsException();
    }

    async Task<Answer> Send(HttpMethod method, string path, ModelRequest request, CancellationToken cancellation)
    {
        var answer = await _connection.Send(method, path, JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.ModelRequest), cancellation).ConfigureAwait(false);
        return answer.IsDone ? answer : throw answer.AsException();
    }

    static string PageOf(string path, string? filter, string? page) =>
        $"{path}?max_results={Text(PageSize)}{(filter is null ? "" : $"&filter={Escaped(filter)}")}{(page is null ? "" : $"&page_token={Escaped(page)}")}";

    // A server that repeats its token would be asked forever.
    static string? NextAfter(string? page, string? next) => string.IsNullOrEmpty(next) || next == page ? null : next;

    static RegisteredModel ModelOf(Answer answer) =>
        Of(answer.Read(WireJson.Default.ModelAnswer).RegisteredModel ?? throw new RondoClientException("The server's answer has no registered_model.", answer.Status));

    static ModelVersion VersionOf(Answer answer) =>
        Of(answer.Read(WireJson.Default.VersionAnswer).ModelVersion ?? throw new RondoClientException("The server's answer has no model_version.", answer.Status));

    static RegisteredModel Of(WireModel model) =>
        new(model.Name, model.Description ?? "", TimeOf(model.CreationTimestamp), TagsOf(model.Tags), (model.Aliases ?? []).ToDictionary(a => a.Alias, a => NumberOf(a.Version), StringComparer.Ordinal));

    static ModelVersion Of(WireVersion version) =>
        new(version.Name, NumberOf(version.Version), version.Source ?? "", string.IsNullOrEmpty(version.RunId) ? null : version.RunId, version.Status ?? "", version.Description ?? "",
            TimeOf(version.CreationTimestamp), TagsOf(version.Tags), version.Aliases ?? []);

    static DateTimeOffset TimeOf(long? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds ?? 0);

    static int NumberOf(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new RondoClientException($"The server calls a version '{version}'; a whole number was expected.");

    static Dictionary<string, string> TagsOf(IReadOnlyList<WireTag>? tags) => (tags ?? []).ToDictionary(t => t.Key, t => t.Value ?? "", StringComparer.Ordinal);

    static List<WireTag>? TagsOf(IReadOnlyDictionary<string, string>? tags) => tags?.Select(t => new WireTag(t.Key, t.Value)).ToList();

    static string Escaped(string text) => Uri.EscapeDataString(text);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
