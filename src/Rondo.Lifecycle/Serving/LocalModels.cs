using Rondo.Deploy.Host;
using Rondo.Deploy.InProcess;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Fluent.Typed;
using Rondo.Lifecycle.Store;
using Rondo.OnnxRuntime;

namespace Rondo.Lifecycle.Serving;

/// <summary>The models of a workspace or a package, predicted by this process itself.</summary>
public sealed class LocalModels : IDisposable
{
    readonly IModelCatalog _catalog;
    readonly Workspace? _workspace;
    readonly PredictionRecorder? _log;
    readonly InProcessOptions _options;
    readonly List<IDisposable> _loaded = [];

    /// <exception cref="RondoException">There is no workspace or package.</exception>
    public LocalModels(LocalModelOptions options)
    {
        Ort.Use();
        if (options.Package is { } package) _catalog = PackageFolder.Open(package);
        else
        {
            // A workspace made by the wish to predict from it would be empty, and hide that the folder is another one.
            if (!Directory.Exists(options.Workspace))
                throw new RondoException("no_workspace", $"There is no workspace '{Path.GetFullPath(options.Workspace)}'.", "Name the folder .rondo beside the lifecycle file, or a package by `Package`.");
            _workspace = Workspace.Open(options.Workspace, options.Clock, store: options.Store);
            _catalog = new StoredModels(_workspace);
        }
        if (options.LogPredictions)
        {
            var folder = _workspace?.PredictionLogFolder ?? throw new RondoException("no_workspace", "Predictions of a package have no workspace to be logged in.", "Leave `LogPredictions` out, or predict from a workspace.");
            _log = PredictionRecorder.Open(folder, options.PredictionLog, options.Log);
        }
        _options = new InProcessOptions { RefreshInterval = options.RefreshInterval, PredictionLog = _log, Log = options.Log, Clock = options.Clock };
    }

    /// <summary>A model for rows without a class: columns by name.</summary>
    /// <param name="reference">name, name@alias or name@version.</param>
    /// <exception cref="RondoException">There is no such model, or it can't be read.</exception>
    public RondoModel Load(string reference) => Keep(new RondoModel(_catalog, Parse(reference), _options));

    /// <summary>A model over records: properties are columns, by [Column], in snake_case or as they are.</summary>
    /// <exception cref="RondoException">There is no such model, it can't be read, or the class does not suit it: all that is wrong.</exception>
    public RondoModel<T> Load<T>(string reference) => Keep(new RondoModel<T>(_catalog, Parse(reference), RecordSchema.PropertiesOf(typeof(T)), _options));

    public void Dispose()
    {
        lock (_loaded)
        {
            foreach (var model in _loaded) model.Dispose();
            _loaded.Clear();
        }
        _log?.Dispose();
        _workspace?.Dispose();
    }

    T Keep<T>(T model)
        where T : IDisposable
    {
        lock (_loaded) _loaded.Add(model);
        return model;
    }

    static ServedReference Parse(string reference)
    {
        var parsed = ModelReference.Parse(reference);
        return new ServedReference(parsed.Name, parsed.Alias, parsed.Number);
    }
}
