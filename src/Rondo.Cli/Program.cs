Console.WriteLine("rondo 0.1.0");
