namespace Rondo.Client;

/// <summary>Where everything is that was logged before a flush.</summary>
public enum FlushState
{
    /// <summary>The server has it, but for what it refused: that is in the rejected file.</summary>
    Delivered,

    /// <summary>It is safe on disk, and is sent when the server is back, by this process or the next.</summary>
    Spooled,

    /// <summary>The disk refuses it and the server is away: it is in memory only.</summary>
    Unsaved,
}
