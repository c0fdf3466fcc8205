using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Rondo.Deploy.Batch;

/// <summary>What makes a job the same job: the model's bits, the rows, and the form of the result.</summary>
/// <param name="Model">Name and number, such as <c>churn@3</c>.</param>
/// <param name="ModelHash">Of that version.</param>
/// <param name="Data">The hash of the rows to score.</param>
/// <param name="Form">The columns of the result and the options that decide their values.</param>
public sealed record BatchJob(string Model, string ModelHash, string Data, string Form)
{
    private const int PrefixDigits = 20;
    private const int RowDigits = 12;

    private string? _idPrefix;

    // A job of other words has other ids.
    BatchJob(BatchJob other) => (Model, ModelHash, Data, Form) = (other.Model, other.ModelHash, other.Data, other.Form);

    /// <summary>What the ids of all its predictions begin with. The same rows through the same version get the same ids, so that whoever gets a row twice can tell.</summary>
    [JsonIgnore]
    public string IdPrefix => _idPrefix ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Model}/{ModelHash}/{Data}")))[..PrefixDigits];

    /// <summary>The id of one prediction: 32 hexadecimal digits, the last 12 of which count the rows from 0 on.</summary>
    public string IdOf(long row) => $"{IdPrefix}{row.ToString($"x{RowDigits}", System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>Writes the id of one prediction as text.</summary>
    /// <param name="target">32 bytes.</param>
    public void WriteId(long row, Span<byte> target)
    {
        for (var i = 0; i < PrefixDigits; i++) target[i] = (byte)IdPrefix[i];
        for (var i = PrefixDigits + RowDigits - 1; i >= PrefixDigits; i--, row >>= 4) target[i] = "0123456789abcdef"u8[(int)(row & 15)];
    }

    public const int IdLength = PrefixDigits + RowDigits;

    /// <summary>In which way another job is not this one, as a message says it; null when it is the same.</summary>
    public string? DifferenceFrom(BatchJob earlier)
    {
        if (Model != earlier.Model) return $"it was for {earlier.Model}, and this is {Model}";
        if (ModelHash != earlier.ModelHash) return $"{Model} is another model now";
        if (Data != earlier.Data) return "the rows have changed";
        return Form != earlier.Form ? "the columns or options of the result have changed" : null;
    }
}
