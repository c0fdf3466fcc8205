using System.Net.Sockets;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sinks.RabbitMq;

/// <summary>Turns what the broker and the network report into words that say what to do.</summary>
static class RabbitMqFailure
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    /// <summary>The failure in a user's words, or null when it isn't the broker's or the network's.</summary>
    public static RondoException? Explanation(Exception failure, RabbitMqAddress address) => failure switch
    {
        RondoException known => known,
        PublishException { IsReturn: true } => new("rows_refused", $"No queue takes what is sent to {address.Place} with the routing key '{address.RoutingKey}'.", "Bind a queue to the exchange, or correct the routing key."),
        PublishException => new("rows_refused", $"The broker did not take a message for {address.Place}.", "Is the queue full, and may it reject messages (x-overflow)? The same command goes on."),
        BrokerUnreachableException unreachable => Root(unreachable) switch
        {
            AuthenticationFailureException => Refused($"The broker {address.Shown} does not accept the user '{address.Factory.UserName}' with this password.", "Check user and password; the user `guest` is let in from the broker's own machine only."),
            OperationInterruptedException interrupted => Explanation(interrupted, address),
            System.Security.Authentication.AuthenticationException tls => new("broker_unreachable", Secrets.Redact($"The broker {address.Shown} can't be spoken to over TLS: {tls.Message}"), "Does the certificate name this host, and does this machine know its authority?"),
            _ => Away(address),
        },
        OperationInterruptedException interrupted => Lost(interrupted.ShutdownReason, address),
        IOException or SocketException or TimeoutException => Away(address),
        AggregateException { InnerException: { } inner } => Explanation(inner, address),
        _ => null,
    };

    /// <summary>Why the broker closed a connection or channel.</summary>
    public static RondoException Lost(ShutdownEventArgs? reason, RabbitMqAddress address) => reason?.ReplyCode switch
    {
        AccessRefused => Refused(Secrets.Redact($"The broker {address.Shown} refuses access: {reason.ReplyText}."), "Give the user rights to configure, write and read there."),
        NotAllowed => Refused($"The user '{address.Factory.UserName}' may not use the virtual host '{address.Factory.VirtualHost}' of {address.Shown}, or there is none.", "Write its name behind the host: amqp://host/NAME."),
        NotFound => new("no_such_place", $"There is no exchange '{address.Exchange}' on {address.Shown}.", "Declare it, or correct its name."),
        PreconditionFailed => new("rows_refused", Secrets.Redact($"The broker refuses the messages for {address.Place}: {reason.ReplyText}."), "Put the queue right, or name another one."),
        _ => Away(address),
    };

    static RondoException Away(RabbitMqAddress address) => new("broker_unreachable", $"The broker {address.Shown} does not answer.", "Check that it runs, host and port; the same command goes on.");

    static RondoException Refused(string message, string hint) => new("access_refused", message, hint);

    // Several endpoints may each have failed.
    static Exception Root(Exception failure)
    {
        while (failure.InnerException is { } inner && failure is not (AuthenticationFailureException or OperationInterruptedException)) failure = inner;
        return failure;
    }
}
