using System.Collections;

namespace Rondo.Client.Predictions;

/// <summary>The predictions of the rows of one request, in their order, by one version.</summary>
public sealed class PredictionSet(string model, int version, IReadOnlyList<Prediction> predictions) : IReadOnlyList<Prediction>
{
    public string Model { get; } = model;

    public int Version { get; } = version;

    public int Count => predictions.Count;

    public Prediction this[int index] => predictions[index];

    public IEnumerator<Prediction> GetEnumerator() => predictions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
