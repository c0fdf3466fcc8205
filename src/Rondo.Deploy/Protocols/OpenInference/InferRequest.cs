namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>An inference request without its tensors' values, which are read where they stand.</summary>
sealed class InferRequest
{
    /// <summary>Goes back as it came.</summary>
    public string? Id { get; set; }

    public List<InputTensor> Inputs { get; } = [];

    /// <summary>The outputs asked for, in their order; null asks for all.</summary>
    public List<RequestedOutput>? Outputs { get; set; }

    /// <summary>Whether outputs that don't say it themselves are wanted in bytes.</summary>
    public bool BinaryOutputs { get; set; }
}

/// <summary>An input as its JSON describes it.</summary>
/// <param name="DataStart">Where its values begin in the JSON; -1 when they follow in bytes.</param>
/// <param name="BinarySize">How many bytes they are; null when they stand in the JSON.</param>
sealed record InputTensor(string Name, Datatype Type, ulong[] Shape, int DataStart, long? BinarySize)
{
    public ulong Rows => Shape.Length == 0 ? 1 : Shape[0];

    /// <summary>How many values the shape holds; null when that is no 64-bit number.</summary>
    public ulong? Elements
    {
        get
        {
            var count = 1UL;
            foreach (var dimension in Shape)
            {
                if (dimension != 0 && count > ulong.MaxValue / dimension) return null;
                count *= dimension;
            }
            return count;
        }
    }

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <param name="Classes">How many classes the classification extension asks for; null for the values.</param>
sealed record RequestedOutput(string Name, bool? IsBinary, int? Classes);
