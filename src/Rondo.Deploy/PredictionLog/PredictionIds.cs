using System.Globalization;

namespace Rondo.Deploy.PredictionLog;

/// <summary>The ids of a request's predictions: consecutive numbers of 128 bits, written as 32 hexadecimal digits.</summary>
public readonly record struct PredictionIds(ulong High, ulong Low)
{
    public static PredictionIds? Parse(string id) =>
        id.Length == 32
        && ulong.TryParse(id.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && ulong.TryParse(id.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? new PredictionIds(high, low)
            : null;

    /// <summary>Which of so many rows has this id; null when none has.</summary>
    public int? RowOf(PredictionIds id, int rows) => id.High == High && id.Low - Low < (ulong)rows ? (int)(id.Low - Low) : null;

    /// <summary>The ids from this row on.</summary>
    public PredictionIds From(int row) => new(High, Low + (ulong)row);

    public string At(int row)
    {
        Span<char> id = stackalloc char[32];
        Write(row, id);
        return new string(id);
    }

    /// <param name="id">Gets 32 characters.</param>
    public void Write(int row, Span<char> id)
    {
        High.TryFormat(id, out _, "x16", CultureInfo.InvariantCulture);
        (Low + (ulong)row).TryFormat(id[16..], out _, "x16", CultureInfo.InvariantCulture);
    }
}
