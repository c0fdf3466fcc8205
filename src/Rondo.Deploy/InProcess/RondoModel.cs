using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.InProcess;

/// <summary>A registered model within this process, for rows without a class: columns by name. Thread-safe; follows its alias.</summary>
public sealed class RondoModel : IPredictor<IReadOnlyDictionary<string, object?>>, IDisposable
{
    static readonly Action<None, IReadOnlyDictionary<string, object?>, RowTable> _read = static (_, row, rows) => DictionaryReader.Read(row, rows);

    readonly FollowedModel<None> _model;
    readonly PredictionRecorder? _log;

    /// <exception cref="RondoException">There is no such model, or it can't be read.</exception>
    public RondoModel(IModelCatalog catalog, ServedReference reference, InProcessOptions options)
    {
        _model = new FollowedModel<None>(catalog, reference, static _ => default, options);
        _log = options.PredictionLog;
    }

    /// <summary>The version that answers now.</summary>
    public ServedModel Current => _model.Current.Model;

    public Prediction Predict(IReadOnlyDictionary<string, object?> record) => Predicting.One(_model.Current, record, _read, _log);

    public void Predict(ReadOnlySpan<IReadOnlyDictionary<string, object?>> records, Span<Prediction> predictions) =>
        Predicting.Many(_model.Current, records, predictions, _read, _log);

    /// <summary>Asks now, rather than at the next interval, whether the name means another version.</summary>
    public void Refresh() => _model.Refresh();

    public void Dispose() => _model.Dispose();

    readonly record struct None;
}
