namespace Rondo.Server;

/// <summary>How <c>rondo up</c> listens.</summary>
public sealed record ServerOptions
{
    public const int DefaultPort = 8080;

    /// <summary>The address to listen on; anything but a loopback address asks for accounts.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
