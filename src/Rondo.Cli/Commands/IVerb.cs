using System.CommandLine;
using Rondo.Cli.Output;

namespace Rondo.Cli.Commands;

/// <summary>A word of the command line.</summary>
interface IVerb
{
    /// <summary>Its name, help, arguments and flags.</summary>
    Command Describe();

    /// <summary>Does the work and returns the exit code. Mistakes are thrown.</summary>
    int Run(ParseResult parsed, Session session, CancellationToken cancellation);
}
