using System.CommandLine;
using System.Reflection;
using Rondo.Cli.Commands;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.OnnxRuntime;

namespace Rondo.Cli;

/// <summary>The verbs, the flags that all of them take, and the exit codes.</summary>
public static class CommandLine
{
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Parses, calls, prints. Returns the exit code of contracts: 0, 1, 2, 3, 4, 5 or 130.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        (output, error) = (new RedactingWriter(output), new RedactingWriter(error));
        Ort.Use();
        var shared = new SharedOptions();
        var root = new RootCommand("Rondo runs the whole machine learning lifecycle from one file.");
        foreach (var option in shared.All) root.Options.Add(option);

        using var interrupt = new Interrupt();
        foreach (var verb in Verbs)
        {
            var command = verb.Describe();
            foreach (var one in command.Subcommands.Prepend(command))
                one.SetAction(parsed => Act(verb, shared.Session(parsed, output, error), parsed, interrupt.Token));
            root.Subcommands.Add(command);
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Refuse(parsed, shared, output, error);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    static IReadOnlyList<IVerb> Verbs { get; } =
    [
        new RunVerb(),
        new PlanVerb(),
        new InitVerb(),
        new CiVerb(),
        new SchemaVerb(),
        new ObserveVerb(),
        new ProfileVerb(),
        new PlotVerb(),
        new StatVerb(),
        new EvaluateVerb(),
        new PredictVerb(),
        new BatchVerb(),
        new ExplainVerb(),
        new ExportVerb(),
        new ImageVerb(),
        new ListVerb(),
        new ModelsVerb(),
        new RunsVerb(),
        new DataVerb(),
        new DiffVerb(),
        new RetrainVerb(),
        new LineageVerb(),
        new HistoryVerb(),
        new AlertsVerb(),
        new ExperimentVerb(),
        new DemoVerb(),
        new ReproduceVerb(),
        new CodegenVerb(),
        new StoreVerb(),
        new UpVerb(),
        new ServeVerb(),
        new PredictionsVerb(),
        new LabelsVerb(),
        new FeaturesVerb(),
        new DoctorVerb(),
    ];

    static int Act(IVerb verb, Session session, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            session.LoadPlugins();
            return verb.Run(parsed, session, cancellation);
        }
        catch (RondoException exception)
        {
            session.Print(exception.Mistakes);
            return (int)exception.Mistakes.Max(m => m.Blame);
        }
        catch (OperationCanceledException)
        {
            session.Print([new Mistake("cancelled", "Cancelled before there was anything to keep.")]);
            return 130;
        }
        catch (Exception exception)
        {
            session.PrintFault(exception);
            return 1;
        }
    }

    static int Refuse(ParseResult parsed, SharedOptions shared, TextWriter output, TextWriter error)
    {
        var words = parsed.Tokens.Select(t => t.Value).ToArray();
        var mistakes = parsed.Errors.Select(e => new Mistake("bad_arguments", e.Message)).ToList();
        var commands = parsed.RootCommandResult.Command.Subcommands.Select(c => c.Name).ToArray();
        if (words.Length > 0 && parsed.CommandResult.Command is RootCommand && !commands.Contains(words[0]))
        {
            mistakes =
            [
                new Mistake("unknown_verb", $"There is no verb '{words[0]}'.")
                {
                    Hint = Spelling.DidYouMean(words[0], commands) ?? $"Known: {string.Join(", ", commands)}. See 'rondo --help'.",
                },
            ];
        }
        shared.Session(parsed, output, error).Print(mistakes);
        return 2;
    }
}
