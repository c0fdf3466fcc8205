using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.InProcess;

/// <summary>
/// A model within this process that follows what its name means. A new version is loaded and fitted to the caller's rows first,
/// and answers from then on; if it can't be, the one before goes on.
/// </summary>
sealed partial class FollowedModel<TReader> : IDisposable
{
    readonly IModelCatalog _catalog;
    readonly ServedReference _reference;
    readonly Func<ServedModel, TReader> _fit;
    readonly ILogger _log;
    readonly Lock _refreshing = new();
    readonly ITimer _timer;
    volatile LiveVersion<TReader> _current;
    long _sequence;
    int _refused;

    /// <exception cref="RondoException">There is no such model, or it does not suit the rows.</exception>
    public FollowedModel(IModelCatalog catalog, ServedReference reference, Func<ServedModel, TReader> fit, InProcessOptions options)
    {
        (_catalog, _reference, _fit, _log) = (catalog, reference, fit, options.Log);
        _sequence = catalog.Sequence();
        _current = Load(Meant() ?? throw new RondoException("unknown_model", $"There is no model '{reference}'.", "`rondo models list` shows what is registered."));
        _timer = options.Clock.CreateTimer(static model => ((FollowedModel<TReader>)model!).Refresh(), this, options.RefreshInterval, options.RefreshInterval);
    }

    public LiveVersion<TReader> Current => _current;

    /// <summary>Asks the catalog now what the name means.</summary>
    public void Refresh()
    {
        if (!_refreshing.TryEnter()) return;
        try
        {
            var sequence = _catalog.Sequence();
            if (sequence == _sequence) return;
            if (Meant() is { } version && version != _current.Model.Version && version != _refused) Replace(version);
            _sequence = sequence;
        }
        catch (Exception e)
        {
            // What answers goes on answering; the next tick tries again.
            NotRefreshed(e, _reference);
        }
        finally
        {
            _refreshing.Exit();
        }
    }

    public void Dispose() => _timer.Dispose();

    void Replace(int version)
    {
        try
        {
            _current = Load(version);
            _refused = 0;
            Loaded(_reference, version);
        }
        catch (RondoException e)
        {
            _refused = version;
            NotReplaced(_reference, _current.Model.Version, version, e.Message);
        }
    }

    LiveVersion<TReader> Load(int version)
    {
        var model = ServedModel.Load(_reference.Name, version, _catalog.Open(_reference.Name, version));
        return new LiveVersion<TReader>(model, _fit(model));
    }

    int? Meant()
    {
        if (_catalog.Models().FirstOrDefault(m => m.Name == _reference.Name) is not { } model) return null;
        if (_reference.Version is { } version) return model.Versions.Contains(version) ? version : null;
        if (_reference.Alias is not { } alias) return model.Default;
        return model.Aliases.TryGetValue(alias, out var meant) && model.Versions.Contains(meant) ? meant : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is version {Version} now")]
    partial void Loaded(ServedReference model, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} stays version {Current}: version {Next} does not suit this program. {Why}")]
    partial void NotReplaced(ServedReference model, int current, int next, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Model} means could not be looked up; the version that answers goes on")]
    partial void NotRefreshed(Exception e, ServedReference model);
}
