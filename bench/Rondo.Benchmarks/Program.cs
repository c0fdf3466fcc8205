using System.Reflection;
using Rondo.Benchmarks;

// Every benchmark of this project is found by its interface: adding a class is the whole registration.
IBenchmark[] all =
[
    .. Assembly.GetExecutingAssembly().GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IBenchmark)))
        .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
        .OrderBy(b => b.Name, StringComparer.Ordinal),
];

var chosen = all.FirstOrDefault(b => b.Name == args.FirstOrDefault());
if (chosen is not null) return chosen.Run(args[1..]);

Console.Error.WriteLine(args.Length == 0 ? "Name a benchmark:" : $"There is no benchmark named '{args[0]}'. Known:");
foreach (var benchmark in all) Console.Error.WriteLine($"  {benchmark.Name}  {benchmark.Summary}");
return 2;
