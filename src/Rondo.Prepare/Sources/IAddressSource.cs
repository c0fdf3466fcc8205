namespace Rondo.Prepare.Sources;

/// <summary>Something at an address that gives rows, such as a database or an API. It is asked anew by every run.</summary>
public interface IAddressSource : ISource
{
    /// <summary>The schemes of its addresses in lower case, such as <c>postgres</c>.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>The endings of files that are such a source too, such as <c>.sqlite</c>.</summary>
    IReadOnlyList<string> Extensions => [];

    /// <summary>Whether the rows come in an order that means something; else they are sorted.</summary>
    bool IsOrdered { get; }

    /// <param name="address">As the file gives it, secrets put in: for use only, never for messages.</param>
    /// <exception cref="Engine.Errors.RondoException">It can't be reached, refuses, or what it gives has the wrong form.</exception>
    Fetched Fetch(string address, SourceContext context, CancellationToken cancellation);
}
