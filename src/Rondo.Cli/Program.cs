using Rondo.Cli;

// The version must answer at once: no parser, no store.
if (args is ["--version"])
{
    Console.WriteLine($"rondo {CommandLine.Version}");
    return 0;
}
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
