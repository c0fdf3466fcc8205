namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>The truth about a prediction, or about whatever has a key.</summary>
/// <param name="Model">Empty when <paramref name="Name"/> is a prediction's id; else the model whose rows have that key.</param>
/// <param name="Name">The id or the key.</param>
/// <param name="Value">A number or a class, as text.</param>
/// <param name="Time">When the truth was known, or of a key when it happened; null when nobody said.</param>
public sealed record Label(string Model, string Name, string Value, DateTimeOffset? Time)
{
    public bool IsByKey => Model.Length > 0;
}

/// <summary>What became of labels.</summary>
/// <param name="Accepted">New, or of another value than before.</param>
/// <param name="Duplicates">Known already, to the same value.</param>
/// <param name="Orphans">Kept, but of no prediction that the log has.</param>
public sealed record LabelReceipt(int Accepted, int Duplicates, int Orphans);

/// <summary>A label as it is kept.</summary>
/// <param name="At">Of a key: when, in microseconds since 1970; 0 when nobody said.</param>
/// <param name="Known">When the truth was known, in microseconds since 1970.</param>
public sealed record KeptLabel(string Model, string Name, long At, string Value, long Known);
