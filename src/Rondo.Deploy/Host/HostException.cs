namespace Rondo.Deploy.Host;

/// <summary>Why a model can't be had.</summary>
public enum HostRefusal
{
    UnknownModel,
    /// <summary>It may be there in a moment: all memory is in use, or the host has not begun.</summary>
    Busy,
    /// <summary>It is larger than all the memory that models may take.</summary>
    TooLarge,
    /// <summary>Its package can't be read.</summary>
    Broken,
}

/// <summary>A model can't be had.</summary>
public sealed class HostException(HostRefusal refusal, string message, Exception? inner = null) : Exception(message, inner)
{
    public HostRefusal Refusal { get; } = refusal;
}
