using System.Net.Sockets;

namespace Rondo.Sources.Http.Transport;

/// <summary>What may go well at the next attempt. It doesn't leave this project.</summary>
sealed class TransientFailure(string what, TimeSpan? wait = null) : Exception(what)
{
    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? Wait => wait;

    /// <summary>The failure behind an exception of the network, or null when trying again is of no use.</summary>
    public static TransientFailure? Of(Exception exception) => exception switch
    {
        TransientFailure already => already,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } when SocketOf(exception)?.SocketErrorCode != SocketError.TryAgain => null,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError or HttpRequestError.ConfigurationLimitExceeded } => null,
        HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException } => null,
        HttpRequestException or IOException or SocketException => new TransientFailure(Words(exception)),
        InvalidDataException => new TransientFailure("its compressed body is damaged"),
        _ => null,
    };

    static string Words(Exception exception) => (exception, SocketOf(exception)?.SocketErrorCode) switch
    {
        (_, SocketError.ConnectionRefused) => "it refuses connections",
        (_, SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted) => "it broke the connection off",
        (_, SocketError.TimedOut) => "it can't be connected to in time",
        (_, SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown) => "there is no way to it",
        (HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }, _) => "its body broke off",
        (HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }, _) => "it broke the connection off",
        (HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }, _) => "its answer is no HTTP",
        _ => "the connection failed",
    };

    static SocketException? SocketOf(Exception? exception)
    {
        while (exception is not (null or SocketException)) exception = exception.InnerException;
        return (SocketException?)exception;
    }
}
