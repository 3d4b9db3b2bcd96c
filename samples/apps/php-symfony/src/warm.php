<?php

require __DIR__ . '/../vendor/autoload.php';

App\Site::twig()->load('greeting.html.twig');
echo "Compiled the templates\n";
