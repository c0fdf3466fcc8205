using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.InProcess;

/// <summary>A registered model within this process, over records of a class. Thread-safe; follows its alias, and predicts one record without garbage.</summary>
public sealed partial class RondoModel<T> : IPredictor<T>, IDisposable
{
    static readonly Action<RecordReader<T>, T, RowTable> _read = static (reader, record, rows) => reader.Read(record, rows);

    readonly FollowedModel<RecordReader<T>> _model;
    readonly PredictionRecorder? _log;

    /// <param name="properties">The class's properties and the columns that they may stand for.</param>
    /// <exception cref="RondoException">There is no such model, it can't be read, or the class does not suit it: all that is wrong.</exception>
    public RondoModel(IModelCatalog catalog, ServedReference reference, IReadOnlyList<RecordProperty> properties, InProcessOptions options)
    {
        _log = options.PredictionLog;
        _model = new FollowedModel<RecordReader<T>>(catalog, reference, model => Fit(model, properties, options.Log), options);
    }

    /// <summary>The version that answers now.</summary>
    public ServedModel Current => _model.Current.Model;

    public Prediction Predict(T record) => Predicting.One(_model.Current, record, _read, _log);

    public void Predict(ReadOnlySpan<T> records, Span<Prediction> predictions) => Predicting.Many(_model.Current, records, predictions, _read, _log);

    /// <summary>Asks now, rather than at the next interval, whether the name means another version.</summary>
    public void Refresh() => _model.Refresh();

    public void Dispose() => _model.Dispose();

    static RecordReader<T> Fit(ServedModel model, IReadOnlyList<RecordProperty> properties, ILogger log)
    {
        if (properties.Count == 0) throw new RondoException("missing_column", $"{typeof(T).Name} has no public property that could be a column of {model.Name}.");
        var reader = RecordReader<T>.Of(model, properties);
        foreach (var warning in reader.Warnings) MayBeMissing(log, warning);
        return reader;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    static partial void MayBeMissing(ILogger log, string warning);
}
